import { createHash, randomBytes } from "node:crypto";
import { createReadStream } from "node:fs";
import { open, readFile, rename, rm, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { z } from "zod";
import { type DownloadAddress, shownUrl } from "./download-address.ts";

/** What is kept of a file that was fetched, beside it. */
const recordSchema = z.object({
	/** The checksum that its index named, or the address of one without. */
	from: z.string().max(2048),
	/** SHA-256 of the file as it was put there. */
	sha256: z.string().regex(/^[0-9a-f]{64}$/),
});
export type FileRecord = z.output<typeof recordSchema>;

/** What a file is known by: the checksum of what was fetched, or where it came from. */
export function originOf({ checksum, url }: DownloadAddress): string {
	return checksum ?? shownUrl(url);
}

/** Hidden, so that nobody takes it for a plugin. */
export function recordFileOf(file: string): string {
	return join(dirname(file), `.${basename(file)}.json`);
}

/** A name beside `file` for what is not whole yet, like no other. */
export function unfinishedFileOf(file: string): string {
	const name = `.${basename(file)}.${randomBytes(8).toString("hex")}`;
	return join(dirname(file), `${name}.downloading`);
}

/** Undefined when there is none that can be read. */
export async function readRecord(
	file: string,
): Promise<FileRecord | undefined> {
	const text = await readFile(recordFileOf(file), "utf8").catch(
		() => undefined,
	);
	if (text === undefined || text.length > 8192) return undefined;
	try {
		return recordSchema.safeParse(JSON.parse(text)).data;
	} catch {
		// A record that is broken is as good as none: the file is fetched again.
		return undefined;
	}
}

export async function writeRecord(
	file: string,
	record: FileRecord,
): Promise<void> {
	await writeWhole(recordFileOf(file), `${JSON.stringify(record)}\n`);
}

/** Writes a file whole or not at all; it is on the disk when this resolves. */
export async function writeWhole(
	file: string,
	text: string | Uint8Array,
): Promise<void> {
	const unfinished = unfinishedFileOf(file);
	try {
		const handle = await open(unfinished, "wx", 0o644);
		try {
			await handle.writeFile(text);
			await handle.sync();
		} finally {
			await handle.close();
		}
		await putInPlace(unfinished, file);
	} finally {
		await rm(unfinished, { force: true });
	}
}

/** Gives a whole file its name, in place of what has it. */
export async function putInPlace(
	unfinished: string,
	file: string,
): Promise<void> {
	await rename(unfinished, file);
	const folder = await open(dirname(file), "r");
	try {
		await folder.sync();
	} finally {
		await folder.close();
	}
}

/** SHA-256 of a file, in hexadecimal digits. */
export async function digestOf(
	file: string,
	signal?: AbortSignal,
): Promise<string> {
	const hash = createHash("sha256");
	for await (const piece of createReadStream(file)) {
		signal?.throwIfAborted();
		hash.update(piece);
	}
	return hash.digest("hex");
}

/** Digests of files, read again only when the disk says that a file is another or was written to. */
export function createDigests(): (
	file: string,
	signal: AbortSignal,
) => Promise<string | undefined> {
	const known = new Map<string, { stamp: string; digest: string }>();
	return async (file, signal) => {
		const found = await stat(file, { bigint: true }).catch(() => undefined);
		if (!found?.isFile()) return undefined;
		const { dev, ino, size, mtimeNs, ctimeNs } = found;
		const stamp = [dev, ino, size, mtimeNs, ctimeNs].join(" ");
		const before = known.get(file);
		if (before?.stamp === stamp) return before.digest;
		const digest = await digestOf(file, signal);
		if (known.size >= maxKnown) known.clear();
		known.set(file, { stamp, digest });
		return digest;
	};
}

const maxKnown = 1000;
