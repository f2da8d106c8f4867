import { randomUUID } from "node:crypto";
import {
	closeSync,
	constants,
	openSync,
	readdirSync,
	renameSync,
	rmdirSync,
	rmSync,
	unlinkSync,
} from "node:fs";
import { basename, dirname } from "node:path";

const { O_DIRECTORY, O_NOFOLLOW, O_RDONLY } = constants;
/** Deeper folders are moved up before they are emptied, so that no tree takes all descriptors of the process. */
const maxDepth = 32;
/** A folder that somebody keeps filling is given up after this many looks: its removal then says that it is not empty. */
const maxLooks = 10_000;

/**
 * Removes a folder and all that is in it, or the file or link in its place. Unlike `rmSync` it goes from descriptor to
 * descriptor and follows no link, so whoever can write into the tree cannot lead it elsewhere by swapping a folder for a link
 * meanwhile. The folder above must be one that only trusted users write to. Where there is no /proc it does what `rmSync` does.
 * @throws the file system's error; what is gone already is none.
 */
export function removeTree(path: string): void {
	if (process.platform !== "linux") {
		rmSync(path, { recursive: true, force: true });
		return;
	}
	const above = openFolder(dirname(path));
	if (above === undefined) return;
	try {
		removeEntry(above, basename(path), []);
	} finally {
		closeSync(above);
	}
}

/** `upper` are the open folders above, the one the removal began with first. */
function removeEntry(
	parent: number,
	name: string,
	upper: readonly number[],
): void {
	const entry = `/proc/self/fd/${parent}/${name}`;
	const folder = openFolder(entry, O_NOFOLLOW);
	if (folder === undefined) {
		orGone(() => unlinkSync(entry));
		return;
	}
	const top = upper[0];
	try {
		if (upper.length >= maxDepth && top !== undefined) {
			moveUp(folder, top);
		} else {
			const open = [...upper, folder];
			for (let look = 0; look < maxLooks; look++) {
				const left = namesIn(folder);
				if (left.length === 0) break;
				for (const inner of left) removeEntry(folder, inner, open);
			}
		}
	} finally {
		closeSync(folder);
	}
	orGone(() => rmdirSync(entry));
}

/** Moves what a deep folder holds to the top, where it is found by the next look. */
function moveUp(folder: number, top: number): void {
	for (const inner of namesIn(folder))
		orGone(() =>
			renameSync(
				`/proc/self/fd/${folder}/${inner}`,
				`/proc/self/fd/${top}/${randomUUID()}`,
			),
		);
}

function namesIn(folder: number): string[] {
	return readdirSync(`/proc/self/fd/${folder}`);
}

/** Undefined for what is not a folder, a link to one included when `flags` say so, or is not there. */
function openFolder(path: string, flags = 0): number | undefined {
	try {
		return openSync(path, O_RDONLY | O_DIRECTORY | flags);
	} catch (error) {
		if (hasCode(error, ["ENOTDIR", "ENOENT", "ELOOP"])) return undefined;
		throw error;
	}
}

function orGone(remove: () => void): void {
	try {
		remove();
	} catch (error) {
		if (!hasCode(error, ["ENOENT"])) throw error;
	}
}

function hasCode(error: unknown, codes: readonly string[]): boolean {
	return (
		error instanceof Error &&
		"code" in error &&
		codes.includes(String(error.code))
	);
}
