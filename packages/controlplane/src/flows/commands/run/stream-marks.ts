import type { RunOutput } from "@quarterdeck/contract";

/*
 * Which stream each piece of a kept output came from, beside the output itself: for each piece its length, times two, plus one for
 * stderr, as a number of 7 bits a byte with the lowest first. It never takes more room than the output.
 */

/** The mark of one piece. */
export function encodeMark({ kind, bytes }: RunOutput): Uint8Array {
	const mark: number[] = [];
	let left = bytes.length * 2 + (kind === "stderr" ? 1 : 0);
	for (; left >= 0x80; left = Math.floor(left / 0x80))
		mark.push((left % 0x80) | 0x80);
	mark.push(left);
	return Uint8Array.from(mark);
}

/**
 * An output and its marks put together again. Bytes without a mark are stdout: those of an output that was kept before there were marks.
 * Ends with the output; a mark that its bytes did not follow counts for nothing.
 */
export async function* withMarks(
	marks: AsyncIterable<Uint8Array>,
	output: AsyncIterable<Uint8Array>,
): AsyncGenerator<RunOutput, void, undefined> {
	const pieces = output[Symbol.asyncIterator]();
	let rest: Uint8Array = new Uint8Array();
	try {
		for await (const { kind, length } of readMarks(marks))
			for (let left = length; left > 0; ) {
				if (rest.length === 0) {
					const { done, value } = await pieces.next();
					if (done) return;
					rest = value;
				}
				const bytes = rest.subarray(0, left);
				rest = rest.subarray(bytes.length);
				left -= bytes.length;
				yield { kind, bytes };
			}
		if (rest.length > 0) yield { kind: "stdout", bytes: rest };
		for (let next = await pieces.next(); !next.done; next = await pieces.next())
			yield { kind: "stdout", bytes: next.value };
	} finally {
		await pieces.return?.();
	}
}

async function* readMarks(marks: AsyncIterable<Uint8Array>) {
	let value = 0;
	let unit = 1;
	for await (const bytes of marks)
		for (const byte of bytes) {
			value += (byte % 0x80) * unit;
			unit *= 0x80;
			if (byte >= 0x80) continue;
			const kind = value % 2 === 1 ? "stderr" : "stdout";
			yield { kind, length: Math.floor(value / 2) } as const;
			value = 0;
			unit = 1;
		}
}
