import {
	chmodSync,
	lstatSync,
	readdirSync,
	realpathSync,
	type Stats,
} from "node:fs";
import { dirname, join } from "node:path";
import { CliFailure } from "@quarterdeck/cli";
import type { Installation } from "./installation.ts";

const missing = { throwIfNoEntry: false } as const;

/**
 * Requires that the state folder is a folder of this user, and that nobody else can write to it.
 * @throws CliFailure when it belongs to another user or is a link: keys and links in it may be that user's choice.
 */
export function requireOwnFolder(dir: string): void {
	const found = lstatSync(dir);
	requireOwner(dir, found);
	if (!found.isDirectory()) throw refused(dir, "is not a folder");
	if ((found.mode & 0o022) !== 0) chmodSync(dir, found.mode & 0o755);
}

/**
 * Requires that nobody else can put another folder in this one's place, which takes a right to a folder on the way. Whoever owns the
 * code that runs here is trusted already.
 * @throws CliFailure
 */
export function requireSafeAbove(dir: string): void {
	const codeOwner = lstatSync(import.meta.dirname).uid;
	const trusted = [0, process.getuid?.(), codeOwner];
	for (let path = realpathSync(dirname(dir)); ; path = dirname(path)) {
		const { uid, mode } = lstatSync(path);
		const isSticky = (mode & 0o1000) !== 0;
		if (!trusted.includes(uid))
			throw refused(dir, `lies below ${path}, which belongs to another user`);
		if ((mode & 0o002) !== 0 && !isSticky)
			throw refused(dir, `lies below ${path}, where every user can rename it`);
		if (path === dirname(path)) return;
	}
}

/** Requires the same of one file in the folder; one that is missing is fine. @throws CliFailure */
export function requireOwnFile(file: string): void {
	const found = lstatSync(file, missing);
	if (!found) return;
	requireOwner(file, found);
	if (found.isSymbolicLink()) throw refused(file, "is a symbolic link");
	makePrivate(file, found);
}

/**
 * Requires that everything kept in the folder is this user's, and takes other users' permissions away.
 * The database is left out: its server's user owns it, and the server checks it. Outputs may lie behind a link on a larger disk.
 * @throws CliFailure
 */
export function requireOwnFiles({
	dir,
	database,
	objects,
}: Pick<Installation, "dir" | "database" | "objects">): void {
	for (const name of readdirSync(dir)) {
		const path = join(dir, name);
		if (path === database) continue;
		if (path === objects) {
			requireOwner(path, lstatSync(path));
			continue;
		}
		requireOwnFile(path);
		// Agents may be running there; each checks what it reads.
		if (name === "agents") continue;
		if (lstatSync(path, missing)?.isDirectory()) requireOwnContents(path);
	}
}

function requireOwnContents(folder: string): void {
	for (const name of readdirSync(folder)) {
		const path = join(folder, name);
		const found = lstatSync(path, missing);
		if (!found) continue;
		requireOwner(path, found);
		// This user's own link, which nobody else can have placed here.
		if (found.isSymbolicLink()) continue;
		makePrivate(path, found);
		if (found.isDirectory()) requireOwnContents(path);
	}
}

function makePrivate(path: string, { mode }: Stats): void {
	if ((mode & 0o077) !== 0) chmodSync(path, mode & 0o700);
}

function requireOwner(path: string, { uid }: Stats): void {
	if (uid !== process.getuid?.())
		throw refused(path, `belongs to another user (uid ${uid})`);
}

function refused(path: string, reason: string): CliFailure {
	return new CliFailure(
		`${path} ${reason}, so Quarterdeck does not trust what is in it.\nStart as the user it belongs to, remove it, or set QD_STATE_DIR to a folder of your own`,
	);
}
