import type { FileHandle } from "node:fs/promises";
import {
	type ArchiveEntry,
	maxArchiveEntries,
	refuseClimbing,
} from "./archive-entry.ts";
import { StoreProblem } from "./store-problem.ts";

/** A regular file of a zip archive, with where its bytes lie. */
export interface ZipEntry extends ArchiveEntry {
	readonly headerAt: number;
	readonly packedBytes: number;
	readonly isDeflated: boolean;
}

const endSignature = 0x06054b50;
const entrySignature = 0x02014b50;
const localSignature = 0x04034b50;
const maxCommentBytes = 65_535;
const maxDirectoryBytes = 8_388_608;

/** The regular files of a zip archive, by its directory. @throws StoreProblem for one that is broken, climbs, or is of a kind that is not read. */
export async function listZip(handle: FileHandle): Promise<ZipEntry[]> {
	const { size } = await handle.stat();
	const tail = await read(
		handle,
		Math.max(0, size - maxCommentBytes - 22),
		Math.min(size, maxCommentBytes + 22),
	);
	let end = tail.length - 22;
	while (end >= 0 && tail.readUInt32LE(end) !== endSignature) end -= 1;
	if (end < 0) throw new StoreProblem("the archive is broken");
	const count = tail.readUInt16LE(end + 10);
	const bytes = tail.readUInt32LE(end + 12);
	const at = tail.readUInt32LE(end + 16);
	if (count === 0xffff || bytes === 0xffffffff || at === 0xffffffff)
		throw new StoreProblem("the archive is a zip64, which is not read");
	if (count > maxArchiveEntries || bytes > maxDirectoryBytes)
		throw new StoreProblem(
			`the archive has more than ${maxArchiveEntries} entries`,
		);
	return entriesIn(await read(handle, at, bytes), count);
}

function entriesIn(directory: Buffer, count: number): ZipEntry[] {
	const found: ZipEntry[] = [];
	let at = 0;
	for (let place = 0; place < count; place++) {
		if (
			at + 46 > directory.length ||
			directory.readUInt32LE(at) !== entrySignature
		)
			throw new StoreProblem("the archive is broken");
		const nameBytes = directory.readUInt16LE(at + 28);
		const name = directory.toString("utf8", at + 46, at + 46 + nameBytes);
		refuseClimbing(name);
		const entry = entryAt(directory, at, { name, place });
		if (entry) found.push(entry);
		at +=
			46 +
			nameBytes +
			directory.readUInt16LE(at + 30) +
			directory.readUInt16LE(at + 32);
	}
	return found;
}

/** Undefined for folders, links and what else is no file. */
function entryAt(
	directory: Buffer,
	at: number,
	{ name, place }: { readonly name: string; readonly place: number },
): ZipEntry | undefined {
	const unixMode = directory.readUInt32LE(at + 38) >>> 16;
	const type = unixMode & 0o170000;
	if (name.endsWith("/") || (type !== 0 && type !== 0o100000)) return undefined;
	const method = directory.readUInt16LE(at + 10);
	const isEncrypted = (directory.readUInt16LE(at + 8) & 1) !== 0;
	if (isEncrypted || (method !== 0 && method !== 8)) return undefined;
	return {
		name,
		place,
		bytes: directory.readUInt32LE(at + 24),
		isExecutable: (unixMode & 0o111) !== 0,
		headerAt: directory.readUInt32LE(at + 42),
		packedBytes: directory.readUInt32LE(at + 20),
		isDeflated: method === 8,
	};
}

/** Where the packed bytes of an entry begin. @throws StoreProblem */
export async function bodyOf(
	handle: FileHandle,
	entry: ZipEntry,
): Promise<number> {
	const header = await read(handle, entry.headerAt, 30);
	if (header.readUInt32LE(0) !== localSignature)
		throw new StoreProblem("the archive is broken");
	return (
		entry.headerAt + 30 + header.readUInt16LE(26) + header.readUInt16LE(28)
	);
}

async function read(
	handle: FileHandle,
	at: number,
	bytes: number,
): Promise<Buffer> {
	const buffer = Buffer.alloc(bytes);
	const { bytesRead } = await handle.read(buffer, 0, bytes, at);
	if (bytesRead !== bytes) throw new StoreProblem("the archive is broken");
	return buffer;
}
