import { chmod, mkdir, open, readdir, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import type { DownloadAddress } from "./download-address.ts";
import { type DownloadDeps, downloadFile } from "./download-file.ts";
import {
	digestOf,
	originOf,
	putInPlace,
	unfinishedFileOf,
	writeRecord,
} from "./stored-file.ts";

/** Bytes of one plugin or dependency, packed and unpacked. */
export const maxFileBytes = 536_870_912;
/** What is not whole and was not written to for so long belongs to a process that is gone: a download that stands still is given up much sooner. */
const abandonedMs = 3_600_000;

export interface Installing {
	readonly address: DownloadAddress;
	/** Secret headers, and the origin that they are sent to. */
	readonly headers: Readonly<Record<string, string>>;
	readonly headersFor: string;
	readonly file: string;
	/** Of the program in an archive, the best first. */
	readonly names: readonly string[];
}

/**
 * Fetches a program and puts it in its place, whole or not at all. Two that do it at once put the same file there.
 * @throws StoreProblem; the signal's reason; what the disk says.
 */
export async function installFile(
	{ address, headers, headersFor, file, names }: Installing,
	deps: DownloadDeps,
): Promise<void> {
	await mkdir(dirname(file), { recursive: true, mode: 0o755 });
	await removeAbandoned(file, deps);
	const fetched = unfinishedFileOf(file);
	const unpacked = unfinishedFileOf(file);
	try {
		const { archive, checksum, subfolder, url } = address;
		await downloadFile(
			{
				url,
				headers,
				headersFor,
				checksum,
				maxBytes: maxFileBytes,
				target: fetched,
			},
			deps,
		);
		if (archive !== undefined) {
			const { unpackProgram } = await import("./unpack-program.ts");
			await unpackProgram({
				archive: fetched,
				kind: archive,
				target: unpacked,
				names,
				subfolder,
				maxBytes: maxFileBytes,
				signal: deps.signal,
			});
		}
		const whole = archive === undefined ? fetched : unpacked;
		await chmod(whole, 0o755);
		await sync(whole);
		const sha256 = await digestOf(whole, deps.signal);
		await putInPlace(whole, file);
		await writeRecord(file, { from: originOf(address), sha256 });
	} finally {
		await rm(fetched, { force: true });
		await rm(unpacked, { force: true });
	}
}

async function sync(file: string): Promise<void> {
	const handle = await open(file, "r");
	try {
		await handle.sync();
	} finally {
		await handle.close();
	}
}

/** What a process left that was killed while it fetched this file. */
async function removeAbandoned(
	file: string,
	{ clock }: DownloadDeps,
): Promise<void> {
	const folder = dirname(file);
	const begin = `.${basename(file)}.`;
	for (const name of await readdir(folder)) {
		if (!name.startsWith(begin) || !name.endsWith(".downloading")) continue;
		const path = join(folder, name);
		const found = await stat(path).catch(() => undefined);
		if (found && found.mtimeMs < clock.now().getTime() - abandonedMs)
			await rm(path, { force: true });
	}
}
