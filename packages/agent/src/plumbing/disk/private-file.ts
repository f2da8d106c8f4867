import { randomBytes } from "node:crypto";
import {
	chmodSync,
	closeSync,
	fsyncSync,
	lstatSync,
	mkdirSync,
	openSync,
	readdirSync,
	readFileSync,
	renameSync,
	rmSync,
	writeFileSync,
} from "node:fs";
import { basename, dirname, join } from "node:path";

/** Makes a folder that only this user can enter. @throws Error when it belongs to someone else. */
export function makePrivateFolder(folder: string): void {
	mkdirSync(folder, { recursive: true, mode: 0o700 });
	const found = lstatSync(folder);
	if (!found.isDirectory() || found.uid !== process.getuid?.())
		throw new Error(
			`${folder} is not a folder of the user that runs the agent`,
		);
	if ((found.mode & 0o077) !== 0) chmodSync(folder, 0o700);
}

/** Writes a file that only this user can read: whole or not at all, and on the disk when it returns. */
export function writePrivateFile(file: string, text: string): void {
	removeUnfinished(file);
	const passing = `${file}.${randomBytes(6).toString("hex")}`;
	try {
		writeThrough(passing, text);
		renameSync(passing, file);
		syncFolder(dirname(file));
	} catch (error) {
		rmSync(passing, { force: true });
		throw error;
	}
}

/** What a process that was killed while it wrote has left holds the same secrets. */
function removeUnfinished(file: string): void {
	const begin = `${basename(file)}.`;
	for (const name of readdirSync(dirname(file)))
		if (
			name.startsWith(begin) &&
			/^[0-9a-f]{12}$/.test(name.slice(begin.length))
		)
			rmSync(join(dirname(file), name), { force: true });
}

/** The text of a private file, or undefined when there is none. @throws Error when it is another user's or others can read it. */
export function readPrivateFile(file: string): string | undefined {
	const found = lstatSync(file, { throwIfNoEntry: false });
	if (!found) return undefined;
	if (!found.isFile()) throw new Error(`${file} is not a regular file`);
	if (found.uid !== process.getuid?.())
		throw new Error(
			`${file} belongs to another user (uid ${found.uid}), so the agent does not trust it. Remove it, or run the agent as that user`,
		);
	if ((found.mode & 0o077) !== 0)
		throw new Error(
			`${file} can be read by others. Run: chmod 600 ${file}. If other people use this machine, replace the credentials too`,
		);
	return readFileSync(file, "utf8");
}

/** Removes it; one that is not there is removed already. */
export function removePrivateFile(file: string): void {
	rmSync(file, { force: true });
}

function writeThrough(file: string, text: string): void {
	const handle = openSync(file, "wx", 0o600);
	try {
		// One call of the system may take a part only, as where the disk is nearly full.
		writeFileSync(handle, text);
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
}

/** Puts on the disk which files a folder has. */
export function syncFolder(folder: string): void {
	const handle = openSync(folder, "r");
	try {
		fsyncSync(handle);
	} finally {
		closeSync(handle);
	}
}
