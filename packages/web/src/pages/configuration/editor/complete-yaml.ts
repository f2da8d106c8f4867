import {
	enumOf,
	isNested,
	type JsonSchema,
	schemaAt,
	typeWords,
} from "./json-schema.ts";
import { item, placeAt, type YamlPlace } from "./yaml-place.ts";

/** Names that stand elsewhere: in the document, or in the fleet. */
interface KnownNames {
	readonly executors: readonly string[];
	readonly sources: readonly string[];
	readonly clusters: readonly string[];
}

export interface YamlCompletion {
	readonly label: string;
	/** What is written in place of the typed word. */
	readonly apply: string;
	readonly kind: "key" | "value" | "name";
	/** What may stand there, in words. */
	readonly detail: string;
	readonly info: string | undefined;
}

interface Known {
	readonly schema: JsonSchema;
	readonly names: KnownNames;
}

const maxNames = 500;

/**
 * What may be typed at an offset: keys the schema knows and the mapping has not, enumerated values, and names known from
 * elsewhere. Undefined where nothing is known.
 */
export function completeYaml(
	text: string,
	offset: number,
	known: Known,
): { readonly from: number; readonly options: YamlCompletion[] } | undefined {
	const place = placeAt(text, offset);
	if (!place) return undefined;
	const isItem = place.path.at(-1) === item;
	const options = [
		...(place.role === "key" ? keysAt(text, offset, place, known.schema) : []),
		...(place.role === "value" || isItem ? valuesAt(place, known) : []),
	];
	return options.length === 0 ? undefined : { from: place.from, options };
}

/** What the schema says of a word. */
export interface YamlDescription {
	readonly from: number;
	readonly to: number;
	readonly path: string;
	readonly type: string;
	readonly fallback: string | undefined;
	readonly description: string | undefined;
}

/** Describes the word at an offset; undefined where the schema knows nothing of it. */
export function describeYaml(
	text: string,
	offset: number,
	schema: JsonSchema,
): YamlDescription | undefined {
	const rest = /^[^\s:,[\]{}#"']*/.exec(text.slice(offset))?.[0] ?? "";
	const to = offset + rest.length;
	const place = placeAt(text, to);
	if (!place || place.typed === "" || place.from > offset) return undefined;
	const path = place.role === "key" ? [...place.path, place.typed] : place.path;
	const nodes = schemaAt(schema, path);
	if (nodes.length === 0) return undefined;
	return {
		from: place.from,
		to,
		path: path.join(".").replaceAll(`.${item}`, item),
		type: typeWords(nodes),
		fallback: defaultOf(nodes),
		description: nodes.find((node) => node.description)?.description,
	};
}

function keysAt(
	text: string,
	offset: number,
	place: YamlPlace,
	schema: JsonSchema,
): YamlCompletion[] {
	const taken = new Set(place.siblings);
	// A colon behind the cursor stays: only the key is replaced then.
	const hasColon = /^[\w./-]*["']?\s*:/.test(text.slice(offset));
	const keys = new Map<string, YamlCompletion>();
	for (const node of schemaAt(schema, place.path))
		for (const key of Object.keys(node.properties ?? {})) {
			if (taken.has(key) || keys.has(key)) continue;
			const nodes = schemaAt(schema, [...place.path, key]);
			keys.set(key, {
				label: key,
				apply: hasColon ? key : `${key}${afterKey(place, isNested(nodes))}`,
				kind: "key",
				detail: typeWords(nodes),
				info: infoOf(nodes),
			});
		}
	return [...keys.values()];
}

/** What follows a key: the place for its value, on the same line or below. */
function afterKey(place: YamlPlace, nested: "map" | "list" | false): string {
	if (!nested) return ": ";
	if (place.inFlow) return nested === "map" ? ": {" : ": [";
	const below = `:\n${" ".repeat(place.column + 2)}`;
	return nested === "map" ? below : `${below}- `;
}

function valuesAt({ path }: YamlPlace, known: Known): YamlCompletion[] {
	const names = namesFor(path, known.names);
	if (names)
		return names.words.slice(0, maxNames).map((word) => ({
			label: word,
			apply: plainWord(word),
			kind: "name",
			detail: names.what,
			info: undefined,
		}));
	const nodes = schemaAt(known.schema, path);
	const isBoolean = nodes.some((node) => node.type === "boolean");
	const words = isBoolean ? ["true", "false"] : nodes.flatMap(enumOf);
	const fallback = defaultOf(nodes);
	return [...new Set(words)].map((word) => ({
		label: word,
		apply: isBoolean ? word : plainWord(word),
		kind: "value",
		detail: word === fallback ? "default" : "",
		info: nodes.find((node) => node.description)?.description,
	}));
}

function namesFor(
	path: readonly string[],
	names: KnownNames,
): { readonly words: readonly string[]; readonly what: string } | undefined {
	const steps = path.filter((step) => step !== item);
	const key = steps.at(-1);
	const isBinding =
		steps.at(-2) === "bindings" || steps.includes("messageTriggers");
	if (key === "executors" && isBinding)
		return { words: names.executors, what: "executor group" };
	if (key === "sources" && isBinding)
		return { words: names.sources, what: "source group" };
	if (key === "clusters" && steps[0] === "communications")
		return { words: names.clusters, what: "cluster" };
	return undefined;
}

function defaultOf(nodes: readonly JsonSchema[]): string | undefined {
	const given = nodes.find((node) => node.default !== undefined)?.default;
	if (given === undefined || given === "" || typeof given === "object")
		return undefined;
	return String(given);
}

function infoOf(nodes: readonly JsonSchema[]): string | undefined {
	const fallback = defaultOf(nodes);
	const sentences = [
		nodes.find((node) => node.description)?.description,
		fallback === undefined ? undefined : `Default: ${fallback}.`,
	].filter((sentence) => sentence !== undefined);
	return sentences.length === 0 ? undefined : sentences.join(" ");
}

/** A word that YAML would read as something else is quoted. */
function plainWord(word: string): string {
	const isPlain =
		/^[A-Za-z][\w./-]*$/.test(word) &&
		!/^(null|true|false|yes|no|on|off|y|n)$/i.test(word);
	return isPlain ? word : JSON.stringify(word);
}
