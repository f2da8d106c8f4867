import { isDeepStrictEqual } from "node:util";
import { redactedText } from "@quarterdeck/contract";
import {
	type ConfigurationDocument,
	type ConfigurationProblem,
	formatPath,
	type Path,
	readDocument,
	valueAt,
} from "@quarterdeck/contract/configuration";
import { redactConfiguration } from "./redact-configuration.ts";
import { type Edit, replaceSpans } from "./replace-spans.ts";
import {
	type Destination,
	destinationsOf,
	scopeOfSecret,
} from "./secret-destinations.ts";

/** The version a text was made from, secrets included. */
export interface BaseText {
	readonly version: number;
	readonly yaml: string;
	/** How it is shown, when somebody remembers that. */
	readonly shown?: () => string;
}

export interface RestoredText {
	/** The text with the base's secrets in it. Only to be checked and stored, never to be shown. */
	readonly text: string;
	/** A mark that stands for nothing is a problem at its line; it is left in the text. */
	readonly problems: readonly ConfigurationProblem[];
	/** What was put back: must not be told in problems either. */
	readonly secrets: readonly string[];
}

const putItBack = "a secret was replaced when this was shown: put it back";

/**
 * Puts the secrets back that were replaced when the base was shown. A mark keeps the value that the base has at the very same
 * path, and nothing else: a secret never moves to another key, and none is kept where a destination beside it changed. A list is one place: in one that was changed every mark is a
 * problem, for nobody can tell which item is which.
 */
export function restoreSecrets(
	document: ConfigurationDocument,
	file: string,
	base: BaseText | undefined,
): RestoredText {
	if (!document.text.includes(redactedText))
		return { text: document.text, problems: [], secrets: [] };
	const known = base && readBase(base);
	const edits = new Map<number, Edit>();
	const problems: ConfigurationProblem[] = [];
	const restored: { readonly path: Path; readonly value: unknown }[] = [];
	for (const { path, value, isKey } of marksOf(document.data, [])) {
		const found = isKey ? refusedKey : lookUp(known, document, path, value);
		if ("problem" in found) {
			const at = isKey ? "key" : "value";
			problems.push(document.problem(path, found.problem, { at }));
			continue;
		}
		restored.push({ path, value: found.value });
		const span = document.valueSpan(path);
		if (span && !document.text.startsWith("*", span.start))
			edits.set(span.start, { ...span, literal: found.literal });
	}
	const text = replaceSpans(document.text, [...edits.values()]);
	problems.push(...misplaced(document, file, text, restored));
	const secrets = restored.map(({ value }) => String(value));
	return { text, problems, secrets };
}

interface Known {
	readonly version: number;
	readonly real: ConfigurationDocument;
	readonly shown: ConfigurationDocument;
	/** Lists that were compared already, by their place. */
	readonly sameLists: Map<string, boolean>;
	/** The first destination that is another than it was, by the plugin or platform it stands in. */
	readonly moved: Map<string, Path | undefined>;
}

function readBase(base: BaseText): Known | undefined {
	const text = base.shown?.() ?? redactConfiguration(base.yaml);
	const real = readDocument(base.yaml, "").document;
	const shown = readDocument(text, "").document;
	if (!real || !shown) return undefined;
	return {
		version: base.version,
		real,
		shown,
		sameLists: new Map(),
		moved: new Map(),
	};
}

interface Mark {
	readonly path: Path;
	readonly value: string;
	readonly isKey: boolean;
}

/** Everything that holds a mark, also as a part of it: a secret is replaced wherever its text stands. */
function* marksOf(value: unknown, path: Path): Generator<Mark> {
	if (typeof value === "string") {
		if (value.includes(redactedText)) yield { path, value, isKey: false };
		return;
	}
	if (typeof value !== "object" || value === null) return;
	for (const [key, member] of Object.entries(value)) {
		const below = [...path, Array.isArray(value) ? Number(key) : key];
		if (key.includes(redactedText))
			yield { path: below, value: key, isKey: true };
		yield* marksOf(member, below);
	}
}

type Found =
	| { readonly value: string | number | boolean; readonly literal: string }
	| { readonly problem: string };

const refusedKey: Found = {
	problem: "a part of this key was replaced when it was shown: put it back",
};

function lookUp(
	known: Known | undefined,
	document: ConfigurationDocument,
	path: Path,
	mark: string,
): Found {
	if (!known) return { problem: putItBack };
	const list = path.findIndex((part) => typeof part === "number");
	if (list >= 0 && !isSameList(known, document, path.slice(0, list)))
		return {
			problem: `${putItBack}. It stands in a list that is not that of version ${known.version}, and nobody can tell which item it belongs to`,
		};
	const value = valueAt(known.real.data, path);
	if (valueAt(known.shown.data, path) !== mark || !isPlain(value))
		return {
			problem: `${putItBack}. Version ${known.version} has none like it here`,
		};
	const moved = movedDestination(known, document, path);
	if (moved)
		return {
			problem: `${formatPath(moved)} is not that of version ${known.version}, and a secret is not sent elsewhere unseen: write the secret again`,
		};
	return { value, literal: literalOf(known.real, path, value) };
}

function isSameList(
	{ shown, sameLists }: Known,
	document: ConfigurationDocument,
	place: Path,
): boolean {
	const key = JSON.stringify(place);
	const isSame =
		sameLists.get(key) ??
		isDeepStrictEqual(
			valueAt(document.data, place),
			valueAt(shown.data, place),
		);
	sameLists.set(key, isSame);
	return isSame;
}

/** Whoever may change where a secret is sent could have it sent to themselves: then they have to know it. */
function movedDestination(
	{ real, shown, moved }: Known,
	document: ConfigurationDocument,
	path: Path,
): Path | undefined {
	const scope = scopeOfSecret(path);
	const key = JSON.stringify(scope);
	if (moved.has(key)) return moved.get(key);
	const isKept = ({ path: place, value }: Destination) =>
		value === valueAt(shown.data, place) || value === valueAt(real.data, place);
	const found =
		destinationsOf(document.data, scope).find((one) => !isKept(one)) ??
		destinationsOf(shown.data, scope).find(
			(one) => valueAt(document.data, one.path) === undefined,
		);
	moved.set(key, found?.path);
	return found?.path;
}

function isPlain(value: unknown): value is string | number | boolean {
	return ["string", "number", "boolean"].includes(typeof value);
}

/** Words in quotes, which YAML reads as JSON does; numbers as they were written, for 0o17 and 15 are not the same text. */
function literalOf(
	{ text, valueSpan }: ConfigurationDocument,
	path: Path,
	value: string | number | boolean,
): string {
	if (typeof value === "string") return JSON.stringify(value);
	const span = valueSpan(path);
	const written = span ? text.slice(span.start, span.end) : "";
	return /^[\w.+-]+$/.test(written) ? written : String(value);
}

/** Reads the result again: where anchors made it say something else than was meant, it is refused. */
function misplaced(
	document: ConfigurationDocument,
	file: string,
	text: string,
	restored: readonly { readonly path: Path; readonly value: unknown }[],
): ConfigurationProblem[] {
	if (restored.length === 0) return [];
	const again = readDocument(text, file).document;
	return restored
		.filter(({ path, value }) => !Object.is(valueAt(again?.data, path), value))
		.map(({ path }) => document.problem(path, putItBack, { at: "value" }));
}
