import type { Json, KubeObject } from "../kube-object.ts";
import type { ShapeOf } from "./field-shapes.ts";
import { itemShape, keyElement } from "./walk-fields.ts";

type JsonObject = { [key: string]: Json };

/** The live object with the configuration laid over it, lists merged by their keys. Neither is changed. */
export function mergeApplied(
	live: KubeObject,
	configuration: KubeObject,
	shapeOf: ShapeOf,
): KubeObject {
	const { managedFields: _, ...metadata } = configuration.metadata;
	const given = { ...configuration, metadata } as unknown as JsonObject;
	const merged = merge(live as unknown as JsonObject, given, [], shapeOf);
	return structuredClone(merged) as unknown as KubeObject;
}

function merge(
	live: Json | undefined,
	given: Json,
	names: readonly string[],
	shapeOf: ShapeOf,
): Json {
	if (live === undefined || live === null) return given;
	if (typeof given !== "object" || given === null) return given;
	if (typeof live !== "object" || Array.isArray(live) !== Array.isArray(given))
		return given;
	const shape = shapeOf(names);
	if (shape.kind === "atomic") return given;
	if (Array.isArray(live) && Array.isArray(given)) {
		if (shape.kind === "set") return mergeSet(live, given);
		if (shape.kind === "list-map")
			return mergeList(live, given, names, shape.keys, shapeOf);
		return given;
	}
	const merged: JsonObject = { ...(live as JsonObject) };
	for (const [name, value] of Object.entries(given as JsonObject)) {
		if (value === null) delete merged[name];
		else merged[name] = merge(merged[name], value, [...names, name], shapeOf);
	}
	return merged;
}

function mergeSet(live: readonly Json[], given: readonly Json[]): Json[] {
	const known = new Set(live.map((each) => JSON.stringify(each)));
	return [...live, ...given.filter((each) => !known.has(JSON.stringify(each)))];
}

/** The configuration's order, with items only the live object has after those they followed. */
function mergeList(
	live: readonly Json[],
	given: readonly Json[],
	names: readonly string[],
	keys: readonly string[],
	shapeOf: ShapeOf,
): Json[] {
	const byKey = new Map(given.map((item) => [keyElement(item, keys), item]));
	const itemShapes = itemShape(shapeOf, names);
	const merged: Json[] = [];
	const seen = new Set<string>();
	for (const item of live) {
		const key = keyElement(item, keys);
		seen.add(key);
		const wanted = byKey.get(key);
		merged.push(
			wanted === undefined ? item : merge(item, wanted, names, itemShapes),
		);
	}
	for (const [key, item] of byKey) if (!seen.has(key)) merged.push(item);
	return merged;
}
