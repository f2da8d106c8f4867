import {
	chown,
	lchown,
	lstat,
	mkdir,
	mkdtemp,
	readdir,
	readlink,
	realpath,
	rename,
	rmdir,
	symlink,
} from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import type { Environment } from "@quarterdeck/runtime";
import { runProgram } from "./run-program.ts";
import {
	canReach,
	namedUser,
	type ServerUser,
	unnamedUid,
} from "./server-user.ts";
import { SetupError } from "./setup-error.ts";

// Linux gives a socket's path 108 bytes, the closing zero included.
const maxSocketPathBytes = 107;
const socketName = ".s.PGSQL.5432";

/** Where data go that the server's user cannot reach where they were asked for. */
const openParent = "/var/lib/quarterdeck";

export interface PostgresHomeOptions {
	readonly dataDir: string;
	readonly user: ServerUser | undefined;
	readonly env: Environment;
	readonly say: (line: string) => void;
}

/**
 * The folder asked for, made when missing; or, where the server's user cannot reach it (below root's home), a new
 * one below /var/lib that a link in its place leads to from then on.
 * @throws SetupError when data are there already that cannot be moved.
 */
export async function providePostgresHome(
	options: PostgresHomeOptions,
): Promise<string> {
	const { dataDir, user } = options;
	const linked = await readlink(dataDir).catch(() => undefined);
	const folder = linked ?? dataDir;
	// Folders on the way must let the server's user pass.
	await mkdir(dirname(folder), { recursive: true });
	await mkdir(folder, { recursive: true, mode: 0o700 });
	const home = await realpath(dataDir);
	await requireClosed(home, user);
	if (!user) return home;
	await chown(home, user.uid, user.gid);
	if (await canReach(user, home, options.env)) return home;
	const open = await moveToOpenPlace(home);
	await chown(open, user.uid, user.gid);
	options.say(
		`keeping the database in ${open}, because PostgreSQL does not run as root and other users cannot access ${home}`,
	);
	return open;
}

/** Whoever else owns the folder, or may write to it, could put another database in this one's place. */
async function requireClosed(
	home: string,
	user: ServerUser | undefined,
): Promise<void> {
	const { uid, mode } = await lstat(home);
	// Older versions ran the server as nobody.
	const earlier = user && (await namedUser("nobody"));
	const owners = [process.getuid?.(), user?.uid, unnamedUid, earlier?.uid];
	if (owners.includes(uid) && (mode & 0o022) === 0) return;
	throw new SetupError(
		`The folder ${home} for the database ${owners.includes(uid) ? "can be written by other users" : "belongs to another user"}. Close it (chmod 700), or use another folder.`,
	);
}

async function moveToOpenPlace(home: string): Promise<string> {
	await mkdir(openParent, { recursive: true, mode: 0o755 });
	const open = await mkdtemp(join(openParent, "postgres-"));
	const holdsData = (await readdir(home)).length > 0;
	try {
		if (holdsData) await rename(home, open);
		else await rmdir(home);
	} catch (cause) {
		await rmdir(open);
		throw new SetupError(
			`PostgreSQL does not run as root, and its user cannot access ${home}. Move that folder to one that other users can access, such as ${openParent}, and start again.`,
			{ cause },
		);
	}
	try {
		await symlink(open, home);
		return open;
	} catch (error) {
		// Another launcher did the same at the same moment; its place is the place.
		await rmdir(open);
		if (error instanceof Error && "code" in error && error.code === "EEXIST")
			return realpath(home);
		throw error;
	}
}

/**
 * A folder for the socket that only the server's user may enter: inside the home when its path is short enough, else
 * `outside`, made again, or a new one.
 */
export async function provideSocketDir(options: {
	readonly home: string;
	readonly user: ServerUser | undefined;
	readonly env: Environment;
	readonly outside?: string | undefined;
}): Promise<string> {
	const { home, user, env } = options;
	const inside = join(home, "socket");
	const tooLong =
		Buffer.byteLength(join(inside, socketName)) > maxSocketPathBytes;
	if (tooLong) {
		const folder = await makeOutside(options.outside);
		if (user) await lchown(folder, user.uid, user.gid);
		return folder;
	}
	// By the user who writes in the home: a link that user put there must not lead root elsewhere.
	const made = await runProgram({
		command: "sh",
		args: ["-c", 'mkdir -p "$1" && chmod 700 "$1"', "sh", inside],
		env,
		cwd: "/",
		...user,
	});
	if (made.code !== 0)
		throw new SetupError(
			`Cannot make the folder ${inside} for the database's socket: ${made.stderr.trim()}`,
		);
	return inside;
}

async function makeOutside(folder: string | undefined): Promise<string> {
	if (folder === undefined) return await mkdtemp(join(tmpdir(), "qd-pg-"));
	// Without `recursive` it fails where somebody else made it meanwhile, in a place open to all.
	await mkdir(folder, { mode: 0o700 });
	return folder;
}
