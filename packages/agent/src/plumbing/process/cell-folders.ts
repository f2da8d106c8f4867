import {
	chmodSync,
	lstatSync,
	mkdirSync,
	readdirSync,
	rmdirSync,
} from "node:fs";
import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { runTool } from "./run-tool.ts";

/** The folders of one cell. `sockets` is short: a unix socket's path has 107 bytes at most. */
export interface CellFolders {
	readonly cell: string;
	readonly home: string;
	readonly temporary: string;
	readonly sockets: string;
}

/**
 * Makes the folder that holds the cells. Where each cell has a uid of its own it makes its folder itself, because an agent may lack
 * the right to give files away: anyone may make folders here (1733), none can list them, and the group stays the agent's (2000), so
 * that the agent can reach the sockets without any right over other people's files.
 * @throws Error when the folder belongs to someone else.
 */
export function prepareRunDir(runDir: string, ownUids: boolean): void {
	mkdirSync(runDir, { recursive: true, mode: 0o700 });
	const found = lstatSync(runDir);
	if (!found.isDirectory() || found.uid !== process.getuid?.())
		throw new Error(
			`the folder ${runDir} does not belong to this agent. Remove it, or choose another with --run-dir`,
		);
	chmodSync(runDir, ownUids ? 0o3733 : 0o700);
	mkdirSync(join(runDir, "root"), { recursive: true, mode: 0o700 });
}

/** Removes the folder for cells when nothing is left in it. */
export function removeRunDir(runDir: string): void {
	for (const folder of [join(runDir, "root"), runDir])
		try {
			rmdirSync(folder);
		} catch {
			// Something is left in it: the next start clears it.
			return;
		}
}

/** What an earlier agent left behind; cells are the only folders that begin with `c`. */
export function leftCells(runDir: string): string[] {
	return readdirSync(runDir)
		.filter((name) => name.startsWith("c"))
		.map((name) => join(runDir, name));
}

export function cellFolders(runDir: string, name: string): CellFolders {
	const cell = join(runDir, name);
	return {
		cell,
		home: join(cell, "home"),
		temporary: join(cell, "tmp"),
		sockets: join(cell, "s"),
	};
}

/** Made by the uid that will own it, closed to every other (2770, group: the agent's). */
export async function makeFolders(
	folders: CellFolders,
	uid: number | undefined,
): Promise<void> {
	const inner = [folders.home, folders.temporary, folders.sockets];
	if (uid === undefined) {
		for (const folder of [folders.cell, ...inner])
			await mkdir(folder, { mode: 0o700 });
		return;
	}
	const made = await runTool([
		...asUid(uid),
		"sh",
		"-c",
		'umask 007; mkdir "$@"',
		"mkdir",
		folders.cell,
		...inner,
	]);
	if (made.code !== 0)
		throw new Error(
			`cannot create a folder for a plugin: ${made.stderr.trim()}`,
		);
}

/** Removed by its owner: a link in it can hurt nobody else. */
export async function removeFolder(
	folder: string,
	uid: number | undefined,
): Promise<void> {
	if (uid !== undefined)
		await runTool([...asUid(uid), "rm", "-rf", "--", folder]);
	await rm(folder, { recursive: true, force: true, maxRetries: 3 }).catch(
		() => {},
	);
}

/** Puts a command under another uid, with no way back. */
export function asUid(uid: number): [string, ...string[]] {
	return [
		"setpriv",
		"--reuid",
		String(uid),
		"--regid",
		String(uid),
		"--clear-groups",
		"--no-new-privs",
		"--inh-caps=-all",
		"--",
	];
}
