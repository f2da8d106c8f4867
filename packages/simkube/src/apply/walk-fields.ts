import type { Json } from "../kube-object.ts";
import type { FieldPath } from "./field-set.ts";
import { keyDefaults, type ShapeOf } from "./field-shapes.ts";

type JsonObject = { [key: string]: Json };

/** A field as it can be taken apart: its parts by path element, or nothing when it is owned whole. */
export interface Parts {
	readonly kind: "map" | "list";
	readonly parts: ReadonlyMap<
		string,
		{ readonly value: Json; readonly names: readonly string[] }
	>;
}

/** The parts of a value, by the shape of its field; `undefined` for scalars and what is owned whole. */
export function partsOf(
	value: Json | undefined,
	names: readonly string[],
	shapeOf: ShapeOf,
): Parts | undefined {
	if (typeof value !== "object" || value === null) return undefined;
	const shape = shapeOf(names);
	if (shape.kind === "atomic") return undefined;
	if (Array.isArray(value)) {
		if (shape.kind === "set")
			return listParts(value, names, (item) => `v:${JSON.stringify(item)}`);
		if (shape.kind === "list-map")
			return listParts(value, names, (item) => keyElement(item, shape.keys));
		return undefined;
	}
	const parts = new Map();
	for (const [name, part] of Object.entries(value)) {
		if (part !== null && part !== undefined)
			parts.set(`f:${name}`, { value: part, names: [...names, name] });
	}
	return { kind: "map", parts };
}

function listParts(
	items: readonly Json[],
	names: readonly string[],
	elementOf: (item: Json) => string,
): Parts {
	const parts = new Map();
	for (const value of items) parts.set(elementOf(value), { value, names });
	return { kind: "list", parts };
}

/** The path element of a list item: its keys in alphabetical order. */
export function keyElement(item: Json, keys: readonly string[]): string {
	const object = (item ?? {}) as JsonObject;
	const entries = keys
		.toSorted()
		.map((key) => [key, object[key] ?? keyDefaults[key]] as const)
		.filter(([, value]) => value !== undefined);
	return `k:${JSON.stringify(Object.fromEntries(entries))}`;
}

/** List items are walked as maps; the shape of their list must not be asked again. */
export function itemShape(shapeOf: ShapeOf, names: readonly string[]): ShapeOf {
	return (asked) =>
		asked.length === names.length && asked.every((each, i) => each === names[i])
			? { kind: "granular" }
			: shapeOf(asked);
}

/** Every path at and below a value: leaves, and with `withHolders` also what holds them. */
export function* pathsIn(
	value: Json,
	names: readonly string[],
	shapeOf: ShapeOf,
	options: { withHolders: boolean; path?: FieldPath; isItem?: boolean },
): Iterable<FieldPath> {
	const path = options.path ?? [];
	const { withHolders, isItem = false } = options;
	const own = isItem ? itemShape(shapeOf, names) : shapeOf;
	const taken = partsOf(value, names, own);
	if (!taken || taken.parts.size === 0) {
		yield path;
		return;
	}
	if (withHolders || isItem) yield path;
	for (const [element, part] of taken.parts) {
		yield* pathsIn(part.value, part.names, shapeOf, {
			withHolders,
			path: [...path, element],
			isItem: taken.kind === "list",
		});
	}
}
