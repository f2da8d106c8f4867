import {
	knownKeys,
	type Path,
	valueAt,
} from "@quarterdeck/contract/configuration";
import { overridePrefix } from "./environment-variables.ts";

/** Which key a variable means. */
export type VariableTarget =
	| { readonly kind: "key"; readonly path: readonly string[] }
	/** Several keys could be meant. */
	| { readonly kind: "ambiguous"; readonly paths: readonly Path[] }
	/** It is no name of a key. */
	| { readonly kind: "none"; readonly why: string };

/** Far above what a name of 255 characters can mean; hostile keys end here. */
const maxTargets = 20;
const maxSteps = 20_000;

/**
 * The key that a `BOTKUBE_…` variable means: `_` leads a level down, `__` begins a word inside a key (`CLUSTER__NAME` is clusterName).
 * Keys that are there, or that the schema knows, are found whatever their capitals; `-`, `/`, `.` and `@` of theirs may be written as
 * they are or as `_`, as long as only one key can be meant.
 */
export function resolveVariable(name: string, data: unknown): VariableTarget {
	const rest = name.slice(overridePrefix.length);
	if (rest === "" || /^_|_$|___/.test(rest))
		return {
			kind: "none",
			why: "its name does not follow the rule: _ between keys, __ between the words of one key",
		};
	const words = rest.split(/(?<!_)_(?!_)/);
	const steps = { left: maxSteps };
	const found = search(words, [], data, steps);
	if (steps.left <= 0)
		return { kind: "none", why: "too many keys could be meant" };
	const [only, ...more] = found;
	if (only && more.length === 0) return { kind: "key", path: only };
	if (only) return { kind: "ambiguous", paths: found };
	return { kind: "key", path: literally(words, data) };
}

/** Every way to read the words as keys that exist, or are known. */
function search(
	words: readonly string[],
	path: readonly string[],
	data: unknown,
	steps: { left: number },
): string[][] {
	if (words.length === 0) return [[...path]];
	const here = valueAt(data, path);
	const keys = [...new Set([...keysOf(here), ...knownKeys(path)])];
	const found: string[][] = [];
	for (let count = 1; count <= words.length; count++) {
		const wanted = normalized(words.slice(0, count).join("_"));
		for (const key of keys) {
			if (--steps.left <= 0 || found.length > maxTargets) return found;
			if (normalized(key) !== wanted) continue;
			found.push(...search(words.slice(count), [...path, key], data, steps));
		}
	}
	return found;
}

/** As Botkube reads it, with the capitals of keys that are there; the rest is new. */
function literally(words: readonly string[], data: unknown): string[] {
	const path: string[] = [];
	for (const word of words) {
		const wanted = camelCase(word);
		const keys = [...keysOf(valueAt(data, path)), ...knownKeys(path)];
		const known = keys.find(
			(key) => key.toLowerCase() === wanted.toLowerCase(),
		);
		path.push(known ?? wanted);
	}
	return path;
}

/** `IN__CLUSTER__BASE__U__R__L` is inClusterBaseURL. */
export function camelCase(word: string): string {
	return word
		.split("__")
		.map((part) => part.toLowerCase())
		.map((part, i) =>
			i === 0 ? part : part.slice(0, 1).toUpperCase() + part.slice(1),
		)
		.join("");
}

function keysOf(value: unknown): string[] {
	return typeof value === "object" && value !== null && !Array.isArray(value)
		? Object.keys(value)
		: [];
}

/** What two spellings of a key share: words run together, other signs are one. */
function normalized(key: string): string {
	return key
		.replaceAll("__", "")
		.toLowerCase()
		.replaceAll(/[^a-z0-9]/g, "_");
}
