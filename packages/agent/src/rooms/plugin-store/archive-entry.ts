import { basename } from "node:path/posix";
import { StoreProblem } from "./store-problem.ts";

/** A regular file in an archive. */
export interface ArchiveEntry {
	readonly name: string;
	readonly bytes: number;
	readonly isExecutable: boolean;
	/** Where it stands among all entries. */
	readonly place: number;
}

/** Entries that are looked at, and bytes that an archive may unfold to: one file of it is kept, and all of it is read. */
export const maxArchiveEntries = 10_000;
export const maxUnfoldedBytes = 2_147_483_648;

/** @throws StoreProblem for a name that leads out of the folder it is unpacked into: who writes one means harm, whatever else is inside. */
export function refuseClimbing(name: string): void {
	const isClimbing =
		name.startsWith("/") ||
		/^[A-Za-z]:/.test(name) ||
		name.includes("\0") ||
		name.split(/[/\\]/).includes("..");
	if (isClimbing)
		throw new StoreProblem(
			`the archive names a file outside of itself: ${JSON.stringify(name.slice(0, 100))}`,
		);
}

/**
 * The program in an archive: the file with one of the names, else an executable one, else the first that looks like a program. Hidden
 * files and those with an extension of something else are none.
 * @param subfolder the folder, or the file itself.
 * @throws StoreProblem when there is none.
 */
export function chooseProgram(
	entries: readonly ArchiveEntry[],
	{
		names,
		subfolder,
	}: { readonly names: readonly string[]; readonly subfolder: string },
): ArchiveEntry {
	const ranked = entries
		.map((entry) => ({ entry, path: entry.name.replace(/^(\.\/)+/, "") }))
		.filter(
			({ path }) =>
				subfolder === "" ||
				path === subfolder ||
				path.startsWith(`${subfolder}/`),
		)
		.map(({ entry, path }) => ({
			entry,
			path,
			rank: path === subfolder ? 0 : rankOf(entry, path, names),
		}))
		.filter(({ rank }) => rank < notAProgram)
		.sort(
			(a, b) =>
				a.rank - b.rank ||
				depthOf(a.path) - depthOf(b.path) ||
				a.entry.place - b.entry.place,
		);
	const [first] = ranked;
	if (!first)
		throw new StoreProblem(
			`the archive has no program${subfolder === "" ? "" : ` in ${subfolder.slice(0, 100)}`}`,
		);
	return first.entry;
}

const notAProgram = 3;

function rankOf(
	{ isExecutable }: ArchiveEntry,
	path: string,
	names: readonly string[],
): number {
	const name = basename(path);
	if (names.includes(name.replace(/\.exe$/i, ""))) return 0;
	if (path.split("/").some((part) => part.startsWith("."))) return notAProgram;
	if (/\.[a-z][a-z0-9]*$/i.test(name.replace(/\.exe$/i, "")))
		return notAProgram;
	if (/^(authors|changelog|copying|licen[cs]e|notice|readme)$/i.test(name))
		return notAProgram;
	return isExecutable ? 1 : 2;
}

function depthOf(path: string): number {
	return path.split("/").length;
}
