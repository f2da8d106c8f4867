/** What keeps a text from being read at all, and where: lines and columns from 1. */
export interface UnreadableText {
	readonly problem: string;
	readonly line: number;
	readonly column: number;
}

/** Bytes that are looked at to tell UTF-16 without a mark from a stray NUL. */
const sampleBytes = 512;

/**
 * The text of a file, or why its bytes are not UTF-8, naming what they probably are. A mark at the beginning is taken away.
 * Nothing is ever replaced: a name with a replaced letter is another name.
 */
export function decodeText(
	given: string | Uint8Array,
): { readonly text: string } | UnreadableText {
	return typeof given === "string" ? checkText(given) : decodeBytes(given);
}

/** A string can hold half of a pair, which has no bytes in UTF-8: storing it would replace it. */
function checkText(text: string): { readonly text: string } | UnreadableText {
	if (text.isWellFormed()) return { text: text.replace(/^\uFEFF/, "") };
	const at = [...text].findIndex((one) => !one.isWellFormed());
	const before = [...text].slice(0, at).join("");
	return {
		problem:
			"half of a surrogate pair stands here, which is no character: the text was cut or decoded wrongly",
		...placeAfter(before),
	};
}

function decodeBytes(
	bytes: Uint8Array,
): { readonly text: string } | UnreadableText {
	const wide = wideEncoding(bytes);
	if (wide)
		return {
			problem: `the file is ${wide}, not UTF-8: save it as UTF-8`,
			line: 1,
			column: 1,
		};
	try {
		return { text: new TextDecoder("utf-8", { fatal: true }).decode(bytes) };
	} catch {
		return explainByte(bytes);
	}
}

/** UTF-16 and UTF-32 by their marks, or UTF-16 by the NUL beside each letter. */
function wideEncoding(bytes: Uint8Array): string | undefined {
	const [a, b, c, d] = bytes;
	if (a === 0xff && b === 0xfe)
		return c === 0 && d === 0
			? "UTF-32 (little-endian)"
			: "UTF-16 (little-endian)";
	if (a === 0xfe && b === 0xff) return "UTF-16 (big-endian)";
	if (a === 0 && b === 0 && c === 0xfe && d === 0xff)
		return "UTF-32 (big-endian)";
	const sample = bytes.subarray(0, sampleBytes);
	const pairs = Math.floor(sample.length / 2);
	if (pairs < 2) return undefined;
	const nuls = [0, 0];
	for (let i = 0; i < pairs * 2; i++)
		if (sample[i] === 0) nuls[i % 2] = (nuls[i % 2] ?? 0) + 1;
	const [even = 0, odd = 0] = nuls;
	if (odd > pairs * 0.7 && even === 0) return "UTF-16 (little-endian)";
	if (even > pairs * 0.7 && odd === 0) return "UTF-16 (big-endian)";
	return undefined;
}

function explainByte(bytes: Uint8Array): UnreadableText {
	const at = firstBadByte(bytes);
	const byte = bytes[at] ?? 0;
	const shown = `0x${byte.toString(16).toUpperCase().padStart(2, "0")}`;
	return {
		problem: `the file is not UTF-8: the byte ${shown} cannot stand here${guess(byte)}. Save it as UTF-8`,
		...placeAfter(new TextDecoder().decode(bytes.subarray(0, at))),
	};
}

/** Where the first sequence begins that is not UTF-8: found by halves, as a text cut short is told from a wrong one by `stream`. */
function firstBadByte(bytes: Uint8Array): number {
	let good = 0;
	let bad = bytes.length;
	while (bad - good > 1) {
		const middle = (good + bad) >> 1;
		if (isGoodStart(bytes.subarray(0, middle))) good = middle;
		else bad = middle;
	}
	// What is bad is noticed at the end of a sequence: its first byte is at most three before.
	let first = good;
	while (first > 0 && !isWhole(bytes.subarray(0, first))) first--;
	return first;
}

function isGoodStart(bytes: Uint8Array): boolean {
	try {
		new TextDecoder("utf-8", { fatal: true }).decode(bytes, { stream: true });
		return true;
	} catch {
		return false;
	}
}

function isWhole(bytes: Uint8Array): boolean {
	try {
		new TextDecoder("utf-8", { fatal: true }).decode(bytes);
		return true;
	} catch {
		return false;
	}
}

function guess(byte: number): string {
	if (byte >= 0xa0)
		return ` (it is "${String.fromCharCode(byte)}" in ISO 8859-1 and Windows-1252)`;
	const windows = new TextDecoder("windows-1252").decode(Uint8Array.of(byte));
	return /\p{C}/u.test(windows) ? "" : ` (it is "${windows}" in Windows-1252)`;
}

function placeAfter(text: string): {
	readonly line: number;
	readonly column: number;
} {
	const lines = text.split("\n");
	return {
		line: lines.length,
		column: (lines.at(-1) ?? "").length + 1,
	};
}
