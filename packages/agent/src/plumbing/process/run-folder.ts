import { createHash } from "node:crypto";
import {
	chmodSync,
	lstatSync,
	mkdirSync,
	mkdtempSync,
	readdirSync,
	realpathSync,
	rmdirSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { removeCell } from "./cell-folder.ts";

/** The folder that holds the cells of one agent, as long as the agent runs. */
export interface RunFolder {
	readonly path: string;
	/** Removes the cells that an earlier agent left. Ask for it when nothing of that agent runs any more. */
	removeLeft(): Promise<void>;
	/** Removes the folder when nothing is left in it. */
	remove(): void;
}

/**
 * Makes the folder for cells. Without `runDir` it is a new folder with a name that nobody knows beforehand, in the temporary folder: a
 * name that can be foretold could be taken first.
 * @throws Error when the folder, or one above it, is another user's or open to one.
 */
export function openRunFolder(options: {
	readonly runDir: string | undefined;
	/** The agent's own folder: tells which folders in the temporary folder this agent left there itself. */
	readonly stateDir: string;
}): RunFolder {
	const { runDir, stateDir } = options;
	if (runDir !== undefined) {
		mkdirSync(runDir, { recursive: true, mode: 0o700 });
		requireOwn(runDir);
		const path = realpathSync(runDir);
		requireSafeAbove(dirname(path));
		return prepare(path, [path]);
	}
	const parent = realpathSync(tmpdir());
	requireSafeAbove(parent);
	const prefix = `qd-agent-${hashOf(stateDir)}-`;
	// What another user made under such a name is that user's, and stays.
	const left = readdirSync(parent)
		.filter((name) => name.startsWith(prefix))
		.map((name) => join(parent, name))
		.filter((path) => whyNotOwn(path) === undefined);
	return prepare(mkdtempSync(join(parent, prefix)), left);
}

function prepare(path: string, left: readonly string[]): RunFolder {
	chmodSync(path, 0o700);
	// Where a cell's root is built: seen in the cell's own mount namespace only.
	mkdirSync(join(path, "root"), { recursive: true, mode: 0o700 });
	return {
		path,
		async removeLeft() {
			for (const folder of left) {
				for (const name of readdirSync(folder)) await removeCell(folder, name);
				if (folder !== path) removeEmpty(folder);
			}
		},
		remove: () => removeEmpty(path),
	};
}

function removeEmpty(path: string): void {
	for (const folder of [join(path, "root"), path])
		try {
			rmdirSync(folder);
		} catch {
			// Something is left in it: the next start clears it.
			return;
		}
}

function requireOwn(path: string): void {
	const problem = whyNotOwn(path);
	if (problem !== undefined)
		throw new Error(
			`the folder for plugins ${path} ${problem}. Remove it, or choose another with --run-dir`,
		);
}

/** Why a folder is not the agent's alone. */
export function whyNotOwn(path: string): string | undefined {
	const found = lstatSync(path);
	if (!found.isDirectory()) return "is not a folder";
	if (found.uid !== process.getuid?.()) return "does not belong to this agent";
	return (found.mode & 0o022) === 0 ? undefined : "can be written by others";
}

/** Whoever may rename a folder on the way can put another in its place. */
function requireSafeAbove(folder: string): void {
	const trusted = [0, process.getuid?.()];
	for (let path = folder; ; path = dirname(path)) {
		const { uid, mode } = lstatSync(path);
		const isOpen = (mode & 0o022) !== 0 && (mode & 0o1000) === 0;
		if (!trusted.includes(uid) || isOpen)
			throw new Error(
				`the folder for plugins cannot be below ${path}: ${isOpen ? "every user can rename what is in it" : "it belongs to another user"}. Choose another with --run-dir`,
			);
		if (path === dirname(path)) return;
	}
}

function hashOf(text: string): string {
	return createHash("sha256").update(text).digest("hex").slice(0, 8);
}
