import { readFile } from "node:fs/promises";
import type { Environment } from "@quarterdeck/runtime";
import { runProgram } from "./run-program.ts";
import { SetupError } from "./setup-error.ts";

/** Whom PostgreSQL runs as. It refuses to run as root. */
export interface ServerUser {
	readonly uid: number;
	readonly gid: number;
}

/**
 * The user for a server that refuses root: `postgres` when the machine has one, else `nobody`; undefined when we
 * are not root and may run it as ourselves.
 * @throws SetupError when root knows neither.
 */
export async function serverUser(
	passwdFile = "/etc/passwd",
): Promise<ServerUser | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const users = (await readFile(passwdFile, "utf8")).split("\n");
	for (const name of ["postgres", "nobody"]) {
		const [, , uid, gid] =
			users.find((line) => line.startsWith(`${name}:`))?.split(":") ?? [];
		if (Number(uid) > 0) return { uid: Number(uid), gid: Number(gid) };
	}
	throw new SetupError(
		"PostgreSQL does not run as root, and this machine has no user named postgres or nobody. Add one, or start as another user.",
	);
}

/** Whether that user can reach the path: every folder above it must let them pass. */
export async function canReach(
	user: ServerUser | undefined,
	path: string,
	env: Environment,
): Promise<boolean> {
	const test = { command: "test", args: ["-r", path], env };
	const run = await runProgram({ ...test, cwd: "/", ...user });
	return run.code === 0;
}
