import { TextDecoder } from "node:util";

/** Bytes of a program as text that can be shown. The bytes themselves are kept elsewhere, unchanged. */
export interface ShownText {
	/** The characters that this piece completes; what is no UTF-8 becomes U+FFFD. */
	push(bytes: Uint8Array): string;
	/** What is left of a character that was never completed. */
	end(): string;
	/** Whether bytes were replaced so far. */
	readonly isReplaced: boolean;
}

/** U+FFFD as a program may write it itself. */
const written = Buffer.from("\ufffd");

/** The text of one stream, whole characters however its bytes are cut. */
export function createShownText(): ShownText {
	const decoder = new TextDecoder("utf-8", { ignoreBOM: true });
	let tail: Uint8Array = new Uint8Array();
	let isReplaced = false;
	return {
		push(bytes) {
			const text = decoder.decode(bytes, { stream: true });
			if (!isReplaced && text.includes("\ufffd"))
				isReplaced = countIn(text) > countWritten(Buffer.concat([tail, bytes]));
			tail = bytes.length >= 2 ? bytes.slice(-2) : joined(tail, bytes);
			return text;
		},
		end() {
			const text = decoder.decode();
			isReplaced ||= text !== "";
			return text;
		},
		get isReplaced() {
			return isReplaced;
		},
	};
}

/** What is said once of an output whose bytes cannot all be shown. */
export function replacedNote(outputUrl: string): string {
	return `Some bytes of the output are not UTF-8 and are shown as \ufffd. The kept output has them unchanged: ${outputUrl}`;
}

function joined(tail: Uint8Array, bytes: Uint8Array): Uint8Array {
	return Buffer.concat([tail, bytes]).subarray(-2);
}

function countIn(text: string): number {
	return text.split("\ufffd").length - 1;
}

function countWritten(bytes: Buffer): number {
	let count = 0;
	for (let at = bytes.indexOf(written); at >= 0; count += 1)
		at = bytes.indexOf(written, at + written.length);
	return count;
}
