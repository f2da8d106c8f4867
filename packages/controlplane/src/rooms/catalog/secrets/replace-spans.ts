import type { Span } from "@quarterdeck/contract/configuration";

/** A place of a text, and what stands there afterwards. */
export interface Edit extends Span {
	readonly literal: string;
}

/** The text with its edits, which do not overlap; a line end that an edit covers stays. `between` is what becomes of the rest. */
export function replaceSpans(
	text: string,
	edits: readonly Edit[],
	between: (text: string) => string = (rest) => rest,
): string {
	const pieces: string[] = [];
	let at = 0;
	for (const edit of edits.toSorted((a, b) => a.start - b.start)) {
		const { start, end, literal } = edit;
		const lineEnd = /\r?\n$/.exec(text.slice(Math.max(start, end - 2), end));
		pieces.push(between(text.slice(at, start)), literal, lineEnd?.[0] ?? "");
		at = end;
	}
	return pieces.join("") + between(text.slice(at));
}
