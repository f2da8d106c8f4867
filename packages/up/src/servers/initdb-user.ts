import { readdirSync, readFileSync } from "node:fs";
import { lchown, mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { type ProgramRun, runProgram } from "./run-program.ts";
import { namedUser, type ServerUser } from "./server-user.ts";
import { SetupError } from "./setup-error.ts";

type Run = Omit<ProgramRun, "uid" | "gid">;
type Result = Awaited<ReturnType<typeof runProgram>>;

/**
 * Runs initdb, which insists that its uid has a name. A server's user without one gets it in a mount namespace of its own; where none
 * can be made, `nobody` makes the files, while nothing else runs as nobody, and `home` is given back to the server's user.
 * @throws SetupError when something else runs as nobody.
 */
export async function runInitdb(
	run: Run,
	home: string,
	user: ServerUser | undefined,
): Promise<Result> {
	if (!user?.isUnnamed) return await runProgram({ ...run, ...user });
	const dir = await mkdtemp(join(tmpdir(), "qd-initdb-"));
	try {
		const passwd = join(dir, "passwd");
		const entry = `quarterdeck:x:${user.uid}:${user.gid}::/:/usr/sbin/nologin\n`;
		await writeFile(passwd, `${await readFile("/etc/passwd", "utf8")}${entry}`);
		const named = (act: string, words: readonly string[]): Run => ({
			...run,
			command: "unshare",
			args: [
				...["--mount", "--", "sh", "-c"],
				`mount --bind "$1" /etc/passwd && shift && ${act}`,
				...["sh", passwd, ...words],
			],
		});
		if ((await runProgram(named("true", []))).code !== 0)
			return await runAsNobody(run, home, user);
		const drop = `setpriv --reuid ${user.uid} --regid ${user.gid} --clear-groups`;
		return await runProgram(
			named(`exec ${drop} -- "$@"`, [run.command, ...run.args]),
		);
	} finally {
		await rm(dir, { recursive: true, force: true });
	}
}

/** @throws SetupError when something else runs as nobody, or did. */
export async function runAsNobody(
	run: Run,
	home: string,
	user: ServerUser,
): Promise<Result> {
	const nobody = await namedUser("nobody");
	if (!nobody || isUsed(nobody.uid))
		throw new SetupError(
			"PostgreSQL does not run as root, and this machine has no user for it. Add one (useradd --system postgres), or start as another user.",
		);
	await lchown(home, nobody.uid, nobody.gid);
	const result = await runProgram({ ...run, ...nobody });
	await giveTree(home, user);
	if (isUsed(nobody.uid))
		throw new SetupError(
			"A process of the user nobody started while the database was created, and may have changed it. Add a user for PostgreSQL (useradd --system postgres) and start again.",
		);
	return result;
}

/** Gives a folder and what is in it to the server's user. No link is followed. @throws SetupError when it cannot. */
export async function giveTree(
	folder: string,
	user: ServerUser,
): Promise<void> {
	const given = await runProgram({
		command: "chown",
		args: ["-hR", `${user.uid}:${user.gid}`, "--", folder],
		env: { PATH: "/usr/sbin:/usr/bin:/sbin:/bin" },
		cwd: "/",
	});
	if (given.code !== 0)
		throw new SetupError(
			`Cannot give ${folder} to the user of PostgreSQL: ${given.stderr.trim()}`,
		);
}

function isUsed(uid: number): boolean {
	return readdirSync("/proc").some((pid) => {
		if (!/^\d+$/.test(pid)) return false;
		try {
			const status = readFileSync(`/proc/${pid}/status`, "utf8");
			return new RegExp(`^Uid:.*\\b${uid}\\b`, "m").test(status);
		} catch {
			return false;
		}
	});
}
