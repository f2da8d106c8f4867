import type { Path } from "@quarterdeck/contract/configuration";
import { isMap, isScalar, Pair, type YAMLMap } from "yaml";
import { keyOfPair, type Layer, plainMap } from "./layer.ts";
import type { PlaceOf } from "./report.ts";

/** Several layers as one, and who wrote what. */
export interface MergedLayers {
	readonly map: YAMLMap;
	/** Where a path, or the nearest thing above it, was written last. */
	readonly placeOf: PlaceOf;
	/** Whether nothing at or below a path was written by somebody. */
	isOnlyDefault(path: Path): boolean;
	/** A path that something else wrote: an override by a variable. */
	write(path: Path, placeOf: PlaceOf): void;
}

/** Merges as Helm merges values: maps deep, lists and scalars replaced, and null takes a key away. The later wins. */
export function mergeLayers(layers: readonly Layer[]): MergedLayers {
	const [first, ...others] = layers;
	if (!first) throw new Error("there is nothing to merge");
	const writers = new Map<string, PlaceOf>();
	const written = new Set<string>();
	const note = (path: Path, layer: Layer) => {
		writers.set(keyOf(path), layer.placeOf);
		if (!layer.isDefaults) written.add(keyOf(path));
	};
	const map = plainMap(first);
	noteAll(map, [], (path) => note(path, first));
	for (const layer of others)
		mergeInto(map, plainMap(layer), [], (path) => note(path, layer));
	return {
		map,
		isOnlyDefault: (path) => !written.has(keyOf(path)),
		write(path, placeOf) {
			for (let length = 1; length <= path.length; length++)
				written.add(keyOf(path.slice(0, length)));
			writers.set(keyOf(path), placeOf);
		},
		placeOf(path) {
			for (let length = path.length; length > 0; length--) {
				const found = writers.get(keyOf(path.slice(0, length)));
				if (found) return found(path);
			}
			return first.placeOf(path);
		},
	};
}

type Note = (path: Path) => void;

function mergeInto(into: YAMLMap, from: YAMLMap, path: Path, note: Note): void {
	// What is merged is written out: comments of one file do not fit into the braces of another.
	into.flow = false;
	for (const pair of from.items) {
		const key = keyOfPair(pair);
		const below = [...path, key];
		note(below);
		const at = into.items.findIndex((one) => keyOfPair(one) === key);
		const old = into.items[at];
		if (isScalar(pair.value) && pair.value.value === null) {
			if (old) into.items.splice(at, 1);
		} else if (old && isMap(old.value) && isMap(pair.value))
			mergeInto(old.value, pair.value, below, note);
		else {
			noteAll(pair.value, below, note);
			if (old) into.items[at] = new Pair(old.key, pair.value);
			else into.items.push(pair);
		}
	}
}

function noteAll(node: unknown, path: Path, note: Note): void {
	if (!isMap(node)) return;
	for (const pair of node.items) {
		const below = [...path, keyOfPair(pair)];
		note(below);
		noteAll(pair.value, below, note);
	}
}

function keyOf(path: Path): string {
	return JSON.stringify(path);
}
