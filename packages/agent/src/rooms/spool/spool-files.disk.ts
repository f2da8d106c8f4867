import {
	closeSync,
	openSync,
	readdirSync,
	rmSync,
	truncateSync,
	writeSync,
} from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import {
	makePrivateFolder,
	readPrivateFile,
	syncFolder,
	writePrivateFile,
} from "../../plumbing/disk/private-file.ts";
import type { SpoolFiles } from "./spool-files.ts";

/** The spool's files in a folder that only this user can enter. The newest is held open. @throws Error when the folder is not ours. */
export function createDiskSpoolFiles(folder: string): SpoolFiles {
	makePrivateFolder(folder);
	let newest: { readonly name: string; readonly handle: number } | undefined;

	function close(): void {
		if (newest) closeSync(newest.handle);
		newest = undefined;
	}
	function opened(name: string): number {
		if (newest?.name === name) return newest.handle;
		close();
		// The spool never appends to a file of an earlier process.
		const handle = openSync(join(folder, name), "wx", 0o600);
		newest = { name, handle };
		return handle;
	}
	return {
		list: () => readdirSync(folder),
		read: (name) => readPrivateFile(join(folder, name)),
		append(name, text) {
			const handle = opened(name);
			const bytes = Buffer.from(text);
			for (let done = 0; done < bytes.length; )
				done += writeSync(handle, bytes, done);
		},
		truncate: (name, bytes) => truncateSync(join(folder, name), bytes),
		async sync(name) {
			const file = await open(join(folder, name), "r");
			try {
				await file.datasync();
			} finally {
				await file.close();
			}
			syncFolder(folder);
		},
		replace: (name, text) => writePrivateFile(join(folder, name), text),
		remove(name) {
			if (newest?.name === name) close();
			rmSync(join(folder, name), { force: true });
		},
	};
}
