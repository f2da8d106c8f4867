import { createReadStream } from "node:fs";
import { type FileHandle, open } from "node:fs/promises";
import { pipeline } from "node:stream/promises";
import { createGunzip, createInflateRaw } from "node:zlib";
import { type ArchiveEntry, chooseProgram } from "./archive-entry.ts";
import type { ArchiveKind } from "./download-address.ts";
import { StoreProblem } from "./store-problem.ts";
import { readTar } from "./tar-archive.ts";
import { bodyOf, listZip } from "./zip-archive.ts";

export interface Unpacking {
	readonly archive: string;
	readonly kind: ArchiveKind;
	/** A file that is not there yet. */
	readonly target: string;
	/** Of the program, the best first. */
	readonly names: readonly string[];
	readonly subfolder: string;
	readonly maxBytes: number;
	readonly signal: AbortSignal;
}

/**
 * Writes the program in an archive to `target`, and nothing else of it anywhere: no name of an archive ever becomes a name on the disk.
 * @throws StoreProblem; the signal's reason.
 */
export async function unpackProgram(unpacking: Unpacking): Promise<void> {
	const target = await open(unpacking.target, "wx", 0o600);
	try {
		const sink = sinkInto(target, unpacking);
		if (unpacking.kind === "gz") await feed(gunzipped(unpacking), sink);
		else if (unpacking.kind === "zip") await unzip(unpacking, sink);
		else await untar(unpacking, sink);
		await target.sync();
	} catch (error) {
		unpacking.signal.throwIfAborted();
		throw isOfZlib(error)
			? new StoreProblem("the archive is broken", { cause: error })
			: error;
	} finally {
		await target.close();
	}
}

type Sink = (piece: Uint8Array) => Promise<void>;

function sinkInto(target: FileHandle, { maxBytes, signal }: Unpacking): Sink {
	let written = 0;
	return async (piece) => {
		signal.throwIfAborted();
		written += piece.length;
		if (written > maxBytes)
			throw new StoreProblem(
				`the program in the archive is larger than ${maxBytes / 1_048_576} MiB`,
			);
		await target.writeFile(piece);
	};
}

async function untar(unpacking: Unpacking, sink: Sink): Promise<void> {
	const open = () =>
		unpacking.kind === "tar"
			? createReadStream(unpacking.archive)
			: gunzipped(unpacking);
	const entries: ArchiveEntry[] = [];
	await readTar(watched(open(), unpacking), (entry) => {
		entries.push(entry);
		return undefined;
	});
	const chosen = chooseProgram(entries, unpacking);
	await readTar(watched(open(), unpacking), ({ place }) =>
		place === chosen.place ? sink : undefined,
	);
}

async function unzip(unpacking: Unpacking, sink: Sink): Promise<void> {
	const handle = await open(unpacking.archive, "r");
	try {
		const entries = await listZip(handle);
		const chosen = chooseProgram(entries, unpacking);
		const entry = entries.find(({ place }) => place === chosen.place);
		if (!entry) throw new StoreProblem("the archive is broken");
		const at = await bodyOf(handle, entry);
		if (entry.packedBytes === 0) return;
		const packed = createReadStream(unpacking.archive, {
			start: at,
			end: at + entry.packedBytes - 1,
		});
		if (!entry.isDeflated) return await feed(packed, sink);
		await pipeline(packed, createInflateRaw(), (pieces) =>
			feed(pieces as AsyncIterable<Uint8Array>, sink),
		);
	} finally {
		await handle.close();
	}
}

async function feed(
	pieces: AsyncIterable<Uint8Array>,
	sink: Sink,
): Promise<void> {
	for await (const piece of pieces) await sink(piece);
}

async function* watched(
	pieces: AsyncIterable<Uint8Array>,
	{ signal }: Unpacking,
): AsyncGenerator<Uint8Array> {
	for await (const piece of pieces) {
		signal.throwIfAborted();
		yield piece;
	}
}

function gunzipped({ archive }: Unpacking): AsyncIterable<Uint8Array> {
	const packed = createReadStream(archive);
	const unpacked = createGunzip();
	packed.on("error", (error) => unpacked.destroy(error));
	unpacked.on("close", () => packed.destroy());
	return packed.pipe(unpacked);
}

function isOfZlib(error: unknown): boolean {
	return (
		error instanceof Error &&
		"code" in error &&
		/^(Z_|ERR_ZLIB)/.test(String(error.code))
	);
}
