import {
	createWordReplacer,
	redactedText,
	replaceUserinfo,
} from "@quarterdeck/contract";
import { composeYaml } from "@quarterdeck/contract/configuration";
import {
	type Document,
	isMap,
	isSeq,
	LineCounter,
	parseDocument,
	type Scalar,
	visit,
} from "yaml";
import {
	type FoundSecrets,
	findSecrets,
	shortestSecret,
} from "./find-secrets.ts";
import { type Edit, replaceSpans } from "./replace-spans.ts";

/** What is shown of a text that cannot be shown without what is secret in it. */
const nothingShown =
	"# What is secret in this version cannot be told from the rest: it is not shown.\n";

/**
 * The text with every secret replaced: by its key, place or name, also behind aliases and in a plugin's own `config`, in
 * addresses, and wherever else the same text stands, as in a comment or a key. Layout and comments stay. A text that cannot
 * be read, with its secrets or without them, is not shown at all. Linear in the text.
 */
export function redactConfiguration(yaml: string): string {
	if (yaml.trim() === "") return yaml;
	const document = read(yaml);
	const found = document && findSecrets(document);
	if (!found) return nothingShown;
	const hide = hiderOf(found);
	const spans = [...found.nodes].flatMap(({ range }) =>
		range ? [{ start: range[0], end: range[1], literal: mark }] : [],
	);
	const replaced = replaceSpans(yaml, spans, (text) =>
		hide(text, { isValue: false }),
	);
	return hideEscaped(replaced, hide) ?? nothingShown;
}

/** Replaces in a sentence about a configuration what is secret in it; all of the sentence where that cannot be told. */
export function createSentenceHider(yaml: string): (text: string) => string {
	const document = read(yaml);
	const found = document && findSecrets(document);
	if (!found) return () => redactedText;
	const hide = hiderOf(found);
	return (text) => hide(text, { isValue: false });
}

const mark = JSON.stringify(redactedText);

type Hide = (text: string, of: { readonly isValue: boolean }) => string;

/** Replaces what is secret in a text by what it says, and not by its place. */
function hiderOf({ texts }: FoundSecrets): Hide {
	const sought = [...texts].flatMap((text) => [text, text.trim()]);
	const replaceSecrets = createWordReplacer(
		sought.filter(
			(text) => text.length >= shortestSecret && !redactedText.includes(text),
		),
		redactedText,
	);
	return (text, of) => replaceSecrets(replaceUserinfo(text, redactedText, of));
}

function read(yaml: string): Document.Parsed | undefined {
	const composed = composeYaml(yaml, new LineCounter());
	if ("problem" in composed || composed.documents.length > 1) return undefined;
	return goodOnly(composed.documents[0]);
}

/** Marks may make a text longer than what is taken from people. */
function readAgain(replaced: string): Document.Parsed | undefined {
	return goodOnly(
		parseDocument(replaced, {
			logLevel: "silent",
			prettyErrors: false,
			uniqueKeys: false,
		}),
	);
}

function goodOnly(
	document: Document.Parsed | undefined,
): Document.Parsed | undefined {
	const isGood =
		document?.errors.length === 0 &&
		(isMap(document.contents) || isSeq(document.contents));
	return isGood ? document : undefined;
}

/**
 * A secret that is written otherwise elsewhere, as with escapes or over two lines, is found by what it means. Undefined when no
 * YAML is left.
 */
function hideEscaped(text: string, hide: Hide): string | undefined {
	const document = readAgain(text);
	if (!document) return undefined;
	const edits: Edit[] = [];
	visit(document, {
		Scalar(_, node) {
			const hidden = hiddenText(node, hide);
			if (hidden === undefined || !node.range) return;
			const [start, end] = node.range;
			edits.push({ start, end, literal: JSON.stringify(hidden) });
		},
	});
	if (edits.length === 0) return text;
	const replaced = replaceSpans(text, edits);
	return readAgain(replaced) ? replaced : undefined;
}

function hiddenText({ value }: Scalar, hide: Hide): string | undefined {
	if (value === null || typeof value === "boolean") return undefined;
	const text = String(value);
	const hidden = hide(text, { isValue: true });
	return hidden === text ? undefined : hidden;
}
