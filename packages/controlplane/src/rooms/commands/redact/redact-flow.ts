import { redactedText } from "@quarterdeck/contract";
import { type Hidden, hideSpans } from "./hide-spans.ts";
import { readFlow } from "./read-flow.ts";
import { findSecretLeaves } from "./secret-leaves.ts";

/** What a document asks of whoever found it. */
export interface DocumentReader {
	/** Whether it is about a Secret: all of its `data` is one. */
	readonly isSecretObject: boolean;
	/** A text in it, with what is secret hidden. */
	hideText(text: string): string;
	/** A list of texts, as the arguments of a program. */
	hideList(items: readonly string[]): readonly string[];
}

/** `{"a": "b"}` or `{a: b}`; what is nested too deep to be read is hidden. */
export function redactFlow(text: string, reader: DocumentReader): string {
	const document = readFlow(text);
	if (document === undefined) return redactedText;
	const { leaves, lists } = document;
	const secrets = findSecretLeaves(document, reader.isSecretObject);
	const shown = new Map<number, string>();
	for (const items of lists) {
		const texts = items.map((leaf) => leaves[leaf]?.text ?? "");
		for (const [i, hidden] of reader.hideList(texts).entries())
			if (hidden !== texts[i]) shown.set(items[i] ?? -1, hidden);
	}
	const spans = leaves.flatMap((leaf, i): Hidden[] => {
		const { start, end, text: said } = leaf;
		if (secrets.has(i))
			return isPlain(said) ? [] : [{ start, end, shown: quoted(redactedText) }];
		const hidden = shown.get(i) ?? reader.hideText(said);
		return hidden === said ? [] : [{ start, end, shown: quoted(hidden) }];
	});
	return hideSpans(text, spans);
}

/** No secret: it says whether there is one. */
function isPlain(text: string): boolean {
	return /^(true|false|null|~)?$/.test(text);
}

function quoted(text: string): string {
	return JSON.stringify(text);
}
