import {
	escapeControls,
	redactedText,
	secretSpansInText,
} from "@quarterdeck/contract";
import type { KnownSecrets } from "./known-secrets.ts";

/** What JSON would escape by itself. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are what is looked for
const obeyed = /[\u0000-\u001f]/g;

/**
 * What a plugin said, as others may read it: without the secrets that this process gave to plugins, without what looks like a secret by
 * what stands before it, and with every character that a terminal obeys written out.
 */
export function tellableText(
	text: string,
	known: Pick<KnownSecrets, "hider">,
): string {
	const hidden = withoutSpans(known.hider.text(text));
	return escapeControls(hidden.replace(obeyed, written));
}

function withoutSpans(text: string): string {
	let told = "";
	let from = 0;
	const spans = secretSpansInText(text).toSorted((a, b) => a.start - b.start);
	for (const { start, end } of spans) {
		if (end <= from) continue;
		if (start >= from) told += text.slice(from, start) + redactedText;
		from = end;
	}
	return told + text.slice(from);
}

function written(character: string): string {
	return character === "\t"
		? " "
		: `\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`;
}
