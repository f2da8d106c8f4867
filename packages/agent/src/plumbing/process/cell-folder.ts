import { randomBytes } from "node:crypto";
import { lstatSync } from "node:fs";
import { mkdir, rmdir } from "node:fs/promises";
import { join } from "node:path";
import { runTool } from "./run-tool.ts";

/** The folders of one cell, as the plugin sees them. `sockets` is short: a unix socket's path has 107 bytes at most. */
export interface CellFolders {
	readonly home: string;
	readonly temporary: string;
	readonly sockets: string;
}

/** The names of a cell's folders below `cell`. */
export function cellFolders(cell: string): CellFolders {
	return {
		home: join(cell, "home"),
		temporary: join(cell, "tmp"),
		sockets: join(cell, "s"),
	};
}

const cellName = /^c[0-9a-f]{16}(?:-(\d{4,10}))?$/;

/** A new name for a cell's folder. It tells the uid, so that what is left of it can be removed under that uid. */
export function newCellName(uid: number | undefined): string {
	const name = `c${randomBytes(8).toString("hex")}`;
	return uid === undefined ? name : `${name}-${uid}`;
}

/**
 * Makes the folder of a cell on the disk, for the kinds that have no view of their own. With a uid it stays the agent's, its group
 * is the uid's own (0770): no other uid can enter or rename it, and no right to give files away is needed.
 * @throws Error when it cannot be made.
 */
export async function makeCell(
	runDir: string,
	name: string,
	uid: number | undefined,
): Promise<void> {
	const cell = join(runDir, name);
	const inner = Object.values(cellFolders(cell));
	if (uid === undefined) {
		for (const folder of [cell, ...inner]) await mkdir(folder, { mode: 0o700 });
		return;
	}
	const group = ["setpriv", "--regid", String(uid), "--clear-groups", "--"];
	await make([...group, "mkdir", "-m", "770", cell]);
	await make([...asUid(uid), "mkdir", "-m", "700", ...inner]);
}

async function make(command: readonly string[]): Promise<void> {
	const [file = "", ...args] = command;
	const { code, stderr } = await runTool([file, ...args]);
	if (code !== 0)
		throw new Error(`cannot create a folder for a plugin: ${stderr.trim()}`);
}

/**
 * Removes a cell's folder on the disk; other names are passed over. What a plugin wrote is removed under the plugin's own uid, so that
 * a link it left there, or swaps in meanwhile, can hurt nobody else; the agent itself removes one empty folder of its own.
 */
export async function removeCell(runDir: string, name: string): Promise<void> {
	const uid = cellName.exec(name);
	const cell = join(runDir, name);
	const found = lstatSync(cell, { throwIfNoEntry: false });
	if (!uid || !found?.isDirectory() || found.uid !== process.getuid?.()) return;
	const owner = uid[1] === undefined ? [] : asUid(Number(uid[1]));
	// Under a uid it empties the folder, and cannot remove it: that is the agent's.
	const [file = "", ...args] = [...owner, "rm", "-rf", "--", cell];
	await runTool([file, ...args], { timeoutMs: 60_000 });
	await rmdir(cell).catch(() => {
		// Gone already, or something is left in it and the next start tries again.
	});
}

/** Bytes that a cell on the disk holds, counted under the uid that owns them. Undefined when they cannot be counted. */
export async function cellBytes(
	cell: string,
	uid: number | undefined,
): Promise<number | undefined> {
	const owner = uid === undefined ? [] : asUid(uid);
	const [file = "", ...args] = [...owner, "du", "-skx", "."];
	const counted = await runTool([file, ...args], { cwd: cell });
	const kibibytes = Number.parseInt(counted.stdout, 10);
	return Number.isNaN(kibibytes) ? undefined : kibibytes * 1024;
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
