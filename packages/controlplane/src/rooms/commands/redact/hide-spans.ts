import { redactedText, secretSpansInText } from "@quarterdeck/contract";

/** A part of a text and what is shown in its place. */
export interface Hidden {
	readonly start: number;
	readonly end: number;
	readonly shown?: string;
}

/** The text with each of these parts replaced, by the mark unless it says otherwise. What overlaps is one part. Linear in the text. */
export function hideSpans(text: string, spans: readonly Hidden[]): string {
	let at = 0;
	const pieces: string[] = [];
	for (const { start, end, shown = redactedText } of spans.toSorted(
		(a, b) => a.start - b.start || b.end - a.end,
	)) {
		if (end <= at) continue;
		if (start >= at) pieces.push(text.slice(at, start), shown);
		at = end;
	}
	return pieces.join("") + text.slice(at);
}

/** `identified by 'x'`, `password 'x'`, `PASSWORD('x')`: how SQL names a secret. */
const inSql =
	/\b(?:identified(?:\s{1,8}with\s{1,8}[\w"'`]{1,64})?\s{1,8}(?:by|as)|password(?:\s{1,8}for\s{1,8}[^\s=;]{1,256}\s{0,8}(?==))?)\s{0,8}[(=]?\s{0,8}(?:E|N|U&)?('(?:[^'\\]|''|\\.)*'?|"(?:[^"\\]|\\.)*"?)/gis;
/** `auth("name", "x")` and its like in the shells of databases. */
const inCalls =
	/\b(?:auth|changeUserPassword)\s{0,8}\(\s{0,8}(?:["'][^"']{0,256}["']\s{0,8},\s{0,8})?("(?:[^"\\]|\\.)*"|'[^']*')/g;

/** Where secrets are in a text that says nothing about itself: by the words before them. */
export function secretSpans(text: string): readonly Hidden[] {
	return [
		...secretSpansInText(text),
		...[inSql, inCalls].flatMap((pattern) =>
			[...text.matchAll(pattern)].map((match) => quotedPart(match)),
		),
	];
}

function quotedPart(match: RegExpExecArray): Hidden {
	const quoted = match[1] ?? "";
	const end = match.index + match[0].length;
	const isClosed = quoted.length > 1 && quoted.endsWith(quoted[0] ?? "");
	return { start: end - quoted.length + 1, end: isClosed ? end - 1 : end };
}
