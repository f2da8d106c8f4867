import { readFile } from "node:fs/promises";
import { assignedUids, type Environment } from "@quarterdeck/runtime";
import { runProgram } from "./run-program.ts";
import { SetupError } from "./setup-error.ts";

/** Whom PostgreSQL runs as. It refuses to run as root. */
export interface ServerUser {
	readonly uid: number;
	readonly gid: number;
	/** True for a uid that the machine has no name for. */
	readonly isUnnamed?: true;
}

/** Runs PostgreSQL where the machine has no user for it; below the uids of plugins, in a range that nothing assigns (decision 0048). */
export const unnamedUid = 60_590;

/**
 * The user for a server that refuses root: `postgres` when the machine has one, else a uid that is nobody's: whatever else ran as it
 * would own the database. Undefined when we are not root and may run it as ourselves.
 * @throws SetupError when somebody has that uid.
 */
export async function serverUser(
	passwdFile = "/etc/passwd",
): Promise<ServerUser | undefined> {
	if (process.getuid?.() !== 0) return undefined;
	const postgres = await namedUser("postgres", passwdFile);
	if (postgres) return postgres;
	const [taken] = await assignedUids({ first: unnamedUid, count: 1 });
	if (taken !== undefined)
		throw new SetupError(
			`PostgreSQL does not run as root, and its uid is not free: ${taken}. Add a user for it (useradd --system postgres), or start as another user.`,
		);
	return { uid: unnamedUid, gid: unnamedUid, isUnnamed: true };
}

/** A user of the machine who is not root; undefined when there is none of that name. */
export async function namedUser(
	name: string,
	passwdFile = "/etc/passwd",
): Promise<ServerUser | undefined> {
	const users = (await readFile(passwdFile, "utf8")).split("\n");
	const [, , uid, gid] =
		users.find((line) => line.startsWith(`${name}:`))?.split(":") ?? [];
	return Number(uid) > 0 ? { uid: Number(uid), gid: Number(gid) } : undefined;
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
