import type { ArchiveEntry } from "./archive-entry.ts";
import {
	maxArchiveEntries,
	maxUnfoldedBytes,
	refuseClimbing,
} from "./archive-entry.ts";
import { StoreProblem } from "./store-problem.ts";

const blockBytes = 512;
/** Of a name that has an entry of its own. */
const maxHeaderBytes = 65_536;

/**
 * Reads a tar archive (ustar, with the long names of GNU and POSIX) from its beginning. Links, folders and devices are passed over.
 * @param take gets the pieces of each regular file for which it returns a sink.
 * @throws StoreProblem for an archive that is broken, too large, or climbs.
 */
export async function readTar(
	pieces: AsyncIterable<Uint8Array>,
	take: (
		entry: ArchiveEntry,
	) => ((piece: Uint8Array) => Promise<void>) | undefined,
): Promise<void> {
	const reader = new BlockReader(pieces);
	try {
		await readEntries(reader, take);
	} finally {
		await reader.close();
	}
}

async function readEntries(
	reader: BlockReader,
	take: Parameters<typeof readTar>[1],
): Promise<void> {
	let next: { name?: string; bytes?: number } = {};
	for (let place = 0; ; place++) {
		const header = await reader.header();
		if (!header) return;
		if (place >= maxArchiveEntries)
			throw new StoreProblem(
				`the archive has more than ${maxArchiveEntries} entries`,
			);
		const bytes = next.bytes ?? numberIn(header, 124, 12);
		const kind = String.fromCharCode(header[156] ?? 0);
		if (kind === "L") {
			next = { ...next, name: textOf(await reader.small(bytes)) };
			continue;
		}
		if (kind === "x") {
			next = { ...next, ...paxOf(await reader.small(bytes)) };
			continue;
		}
		const name = next.name ?? nameIn(header);
		next = {};
		refuseClimbing(name);
		const isFile = kind === "0" || kind === "\0" || kind === "7";
		const isExecutable = (numberIn(header, 100, 8) & 0o111) !== 0;
		const sink = isFile
			? take({ name, bytes, isExecutable, place })
			: undefined;
		// A link's size is that of what it leads to, which is not here.
		await reader.body(kind === "1" || kind === "2" ? 0 : bytes, sink);
	}
}

class BlockReader {
	readonly #source: AsyncIterator<Uint8Array>;
	#rest: Uint8Array = new Uint8Array();
	#seen = 0;

	constructor(pieces: AsyncIterable<Uint8Array>) {
		this.#source = pieces[Symbol.asyncIterator]();
	}

	async close(): Promise<void> {
		await this.#source.return?.();
	}

	/** Undefined at the end of the archive. */
	async header(): Promise<Uint8Array | undefined> {
		const block = await this.#exactly(blockBytes, true);
		if (!block || block.every((byte) => byte === 0)) return undefined;
		const sum = block.reduce(
			(total, byte, at) => total + (at >= 148 && at < 156 ? 32 : byte),
			0,
		);
		if (sum !== numberIn(block, 148, 8))
			throw new StoreProblem("the archive is broken");
		return block;
	}

	async small(bytes: number): Promise<Uint8Array> {
		if (bytes > maxHeaderBytes)
			throw new StoreProblem("the archive has a name that is too long");
		const body = await this.#exactly(bytes, false);
		await this.#pad(bytes);
		return body ?? new Uint8Array();
	}

	async body(
		bytes: number,
		sink: ((piece: Uint8Array) => Promise<void>) | undefined,
	): Promise<void> {
		for (let left = bytes; left > 0; ) {
			if (this.#rest.length === 0 && !(await this.#more())) throw brokenOff();
			const piece = this.#rest.subarray(0, left);
			this.#rest = this.#rest.subarray(piece.length);
			left -= piece.length;
			await sink?.(piece);
		}
		await this.#pad(bytes);
	}

	async #pad(bytes: number): Promise<void> {
		const over = bytes % blockBytes;
		if (over > 0) await this.#exactly(blockBytes - over, true);
	}

	async #exactly(
		bytes: number,
		mayEnd: boolean,
	): Promise<Uint8Array | undefined> {
		const parts: Uint8Array[] = [];
		for (let left = bytes; left > 0; ) {
			if (this.#rest.length === 0 && !(await this.#more())) {
				if (mayEnd && parts.length === 0) return undefined;
				throw brokenOff();
			}
			const part = this.#rest.subarray(0, left);
			this.#rest = this.#rest.subarray(part.length);
			left -= part.length;
			parts.push(part);
		}
		return Buffer.concat(parts);
	}

	async #more(): Promise<boolean> {
		const { done, value } = await this.#source.next();
		if (done) return false;
		this.#seen += value.length;
		if (this.#seen > maxUnfoldedBytes)
			throw new StoreProblem(
				`the archive unfolds to more than ${maxUnfoldedBytes / 1_048_576} MiB`,
			);
		this.#rest = value;
		return true;
	}
}

function brokenOff(): StoreProblem {
	return new StoreProblem("the archive ends too early");
}

function nameIn(header: Uint8Array): string {
	const isUstar = textOf(header.subarray(257, 262)) === "ustar";
	const prefix = isUstar ? textOf(header.subarray(345, 500)) : "";
	const name = textOf(header.subarray(0, 100));
	return prefix === "" ? name : `${prefix}/${name}`;
}

/** Octal digits, or GNU's bytes for what has too many of them. */
function numberIn(header: Uint8Array, at: number, length: number): number {
	const field = header.subarray(at, at + length);
	const value =
		((field[0] ?? 0) & 0x80) !== 0
			? field
					.subarray(1)
					.reduce((total, byte) => Math.min(total * 256 + byte, 2 ** 52), 0)
			: Number.parseInt(textOf(field).trim() || "0", 8);
	if (!Number.isSafeInteger(value) || value < 0)
		throw new StoreProblem("the archive is broken");
	return value;
}

/** Lines of `LENGTH KEY=VALUE`. */
function paxOf(bytes: Uint8Array): { name?: string; bytes?: number } {
	const found: { name?: string; bytes?: number } = {};
	for (let at = 0; at < bytes.length; ) {
		const space = bytes.indexOf(0x20, at);
		const length = Number(textOf(bytes.subarray(at, space)));
		if (space < 0 || !(length > space - at))
			throw new StoreProblem("the archive is broken");
		const line = textOf(bytes.subarray(space + 1, at + length - 1));
		const [key] = line.split("=", 1);
		const value = line.slice((key?.length ?? 0) + 1);
		if (key === "path") found.name = value;
		if (key === "size") {
			if (!/^\d{1,15}$/.test(value))
				throw new StoreProblem("the archive is broken");
			found.bytes = Number(value);
		}
		at += length;
	}
	return found;
}

/** Up to the first zero. */
function textOf(bytes: Uint8Array): string {
	const end = bytes.indexOf(0);
	return Buffer.from(end < 0 ? bytes : bytes.subarray(0, end)).toString("utf8");
}
