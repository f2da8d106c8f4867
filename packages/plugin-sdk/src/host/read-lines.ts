import type { Readable } from "node:stream";

/**
 * Calls `onLine` for every line of a stream until it ends, without its line end and without empty lines. A line longer
 * than `maxBytes` is cut, and its rest is dropped, so that a plugin cannot fill the host with one.
 */
export function readLines(
	stream: Readable,
	maxBytes: number,
	onLine: (line: string) => void,
): void {
	const splitter = createLineSplitter(maxBytes, onLine);
	stream.on("data", (chunk: Buffer) => splitter.push(chunk));
	stream.once("end", () => splitter.end());
	// The stream of a killed process may end in an error; the process's own end says what happened.
	stream.on("error", () => splitter.end());
}

interface LineSplitter {
	push(chunk: Buffer): void;
	/** Gives out what has no line end yet. */
	end(): void;
}

/** The same for chunks that do not come from a stream. */
export function createLineSplitter(
	maxBytes: number,
	onLine: (line: string) => void,
): LineSplitter {
	let held: Buffer[] = [];
	let heldBytes = 0;
	function hold(part: Buffer): void {
		const kept = part.subarray(0, maxBytes - heldBytes);
		heldBytes += kept.length;
		// Copied: the part belongs to a larger chunk that would stay in memory with it.
		if (kept.length > 0) held.push(Buffer.from(kept));
	}
	function end(): void {
		const line = Buffer.concat(held).toString("utf8").trimEnd();
		held = [];
		heldBytes = 0;
		if (line !== "") onLine(line);
	}
	function push(chunk: Buffer): void {
		let start = 0;
		for (let at = chunk.indexOf(10); at >= 0; at = chunk.indexOf(10, start)) {
			hold(chunk.subarray(start, at));
			end();
			start = at + 1;
		}
		hold(chunk.subarray(start));
	}
	return { push, end };
}
