import {
	chmodSync,
	existsSync,
	mkdirSync,
	mkdtempSync,
	readlinkSync,
	rmdirSync,
} from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { CliFailure } from "@quarterdeck/cli";
import { removeTree } from "@quarterdeck/runtime";
import type { Stoppable } from "../processes/shutdown.ts";
import { lockFile } from "../servers/index.ts";
import { type Installation, installationIn } from "./installation.ts";
import {
	requireOwnFile,
	requireOwnFiles,
	requireOwnFolder,
	requireSafeAbove,
} from "./require-own-files.ts";

/** PostgreSQL does not run as root, and its own user must be able to pass through to its data; what lies beside is 0600 or 0700. */
const stateDirMode = process.getuid?.() === 0 ? 0o711 : 0o700;

/** The folder of an installation, held so that no other `qd up` uses it; given back, or removed, by `stop`. */
export interface StateFolder extends Stoppable {
	readonly installation: Installation;
}

/**
 * Opens the state folder, or makes a temporary one that is removed at the end.
 * @throws CliFailure when another `qd up` runs on it, it cannot be written to, or something in it is another user's.
 */
export async function openStateFolder(options: {
	readonly stateDir: string;
	readonly ephemeral: boolean;
}): Promise<StateFolder> {
	const dir = options.ephemeral
		? mkdtempSync(join(tmpdir(), "quarterdeck-"))
		: makeFolder(options.stateDir);
	requireSafeAbove(dir);
	requireOwnFolder(dir);
	chmodSync(dir, stateDirMode);
	const installation = installationIn(dir);
	requireOwnFile(installation.lock);
	const lock = await lockFile({ file: installation.lock, waitSeconds: 0 });
	if (!lock)
		throw new CliFailure(
			`Quarterdeck is already running on ${dir}.\nUse it, stop it with Ctrl-C in its terminal, or start another one with: qd up --ephemeral`,
		);
	try {
		requireOwnFiles(installation);
	} catch (error) {
		await lock.release();
		throw error;
	}
	// What a killed run left there is nobody's any more.
	removeTree(installation.run);
	mkdirSync(installation.run, { mode: 0o700 });
	return {
		installation,
		async stop() {
			await lock.release();
			if (options.ephemeral) removeInstallation(installation);
		},
	};
}

function makeFolder(dir: string): string {
	try {
		mkdirSync(dir, { recursive: true });
		return dir;
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new CliFailure(
			`Cannot create the state folder ${dir}: ${reason}\nSet QD_STATE_DIR to another folder, or use a temporary one: qd up --ephemeral`,
			{ cause: error },
		);
	}
}

/** Everything, also the database where its user could not enter the folder and it lies elsewhere, behind a link. */
function removeInstallation({ dir, database }: Installation): void {
	const elsewhere = linkedFrom(database);
	// The server's user writes below both, and this process may be root.
	if (elsewhere) removeTree(elsewhere);
	removeTree(dir);
}

function linkedFrom(path: string): string | undefined {
	try {
		return readlinkSync(path);
	} catch {
		return undefined;
	}
}

/** Removes the folder when nothing is in it: an installation that kept nothing leaves no empty folder either. */
export function removeWhenEmpty(dir: string): void {
	if (!existsSync(dir)) return;
	try {
		rmdirSync(dir);
	} catch {
		// It holds an installation that is kept.
	}
}
