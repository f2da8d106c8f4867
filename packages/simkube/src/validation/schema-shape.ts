import { isRecord, nodeOf, type SchemaNode } from "./schema-node.ts";

const ofEveryObject = new Set(["apiVersion", "kind", "metadata"]);

/**
 * Takes away, in place, what a structural schema does not know, and tells the paths taken: strict decoding
 * refuses them as unknown fields. `apiVersion`, `kind` and `metadata` of the object itself always stay.
 */
export function pruneBySchema(schema: SchemaNode, object: unknown): string[] {
	const pruned: string[] = [];
	prune(schema, object, "", pruned, true);
	return pruned;
}

function prune(
	schema: SchemaNode,
	value: unknown,
	path: string,
	pruned: string[],
	isObject: boolean,
): void {
	if (Array.isArray(value)) {
		const { items } = schema;
		if (items !== undefined)
			for (const [index, item] of value.entries())
				prune(items, item, `${path}[${index}]`, pruned, false);
		return;
	}
	if (!isRecord(value)) return;
	const keepsAll =
		schema["x-kubernetes-preserve-unknown-fields"] === true ||
		schema.additionalProperties === true;
	const isWhole = isObject || schema["x-kubernetes-embedded-resource"] === true;
	for (const [name, part] of Object.entries(value)) {
		if (isWhole && ofEveryObject.has(name)) continue;
		const below = path === "" ? name : `${path}.${name}`;
		const node = nodeOf(schema, name);
		if (node !== undefined) prune(node, part, below, pruned, false);
		else if (!keepsAll) {
			delete value[name];
			pruned.push(below);
		}
	}
}

/** Fills in, in place, the defaults of a structural schema, and drops nulls where null is not allowed but a default is. */
export function defaultBySchema(schema: SchemaNode, value: unknown): void {
	if (Array.isArray(value)) {
		if (schema.items !== undefined)
			for (const item of value) defaultBySchema(schema.items, item);
		return;
	}
	if (!isRecord(value)) return;
	for (const [name, node] of Object.entries(schema.properties ?? {})) {
		if (node.default === undefined) continue;
		const isMissing =
			!Object.hasOwn(value, name) ||
			(value[name] === null && node.nullable !== true);
		if (isMissing) value[name] = structuredClone(node.default);
	}
	for (const [name, part] of Object.entries(value)) {
		const node = nodeOf(schema, name);
		if (node !== undefined) defaultBySchema(node, part);
	}
}
