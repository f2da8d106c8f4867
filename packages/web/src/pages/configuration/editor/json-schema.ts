import { item } from "./yaml-place.ts";

/** What is read of a JSON Schema. It comes from the control plane; a place it does not describe has no nodes. */
export interface JsonSchema {
	readonly type?: string | readonly string[];
	readonly properties?: Readonly<Record<string, JsonSchema>>;
	readonly additionalProperties?: JsonSchema | boolean;
	readonly items?: JsonSchema;
	readonly anyOf?: readonly JsonSchema[];
	readonly allOf?: readonly JsonSchema[];
	readonly oneOf?: readonly JsonSchema[];
	readonly enum?: readonly unknown[];
	readonly const?: unknown;
	readonly default?: unknown;
	readonly description?: string;
	readonly minimum?: number;
	readonly maximum?: number;
	readonly $ref?: string;
	readonly $defs?: Readonly<Record<string, JsonSchema>>;
}

const maxDepth = 8;

/** What may stand at a path: the alternatives, each without others nested in it. */
export function schemaAt(
	root: JsonSchema,
	path: readonly string[],
): readonly JsonSchema[] {
	let nodes = alternatives(root, root, 0);
	for (const step of path)
		nodes = nodes
			.flatMap((node) => below(node, step))
			.flatMap((node) => alternatives(root, node, 0));
	return nodes;
}

/** The node's own words stay with the first alternative, so that a description above `anyOf` is not lost. */
function alternatives(
	root: JsonSchema,
	node: JsonSchema,
	depth: number,
): JsonSchema[] {
	if (depth > maxDepth) return [];
	if (node.$ref) {
		const name = node.$ref.replace(/^#\/\$defs\//, "");
		const found =
			root.$defs && Object.hasOwn(root.$defs, name)
				? root.$defs[name]
				: undefined;
		return found ? alternatives(root, withWordsOf(node, found), depth + 1) : [];
	}
	const nested = node.anyOf ?? node.oneOf ?? node.allOf;
	if (!nested) return [node];
	return nested.flatMap((one) =>
		alternatives(root, withWordsOf(node, one), depth + 1),
	);
}

function withWordsOf(outer: JsonSchema, inner: JsonSchema): JsonSchema {
	return {
		...inner,
		...(outer.description ? { description: outer.description } : {}),
		...(outer.default === undefined ? {} : { default: outer.default }),
	};
}

function below(node: JsonSchema, step: string): JsonSchema[] {
	if (step === item) return node.items ? [node.items] : [];
	if (node.properties && Object.hasOwn(node.properties, step))
		return node.properties[step] ? [node.properties[step]] : [];
	return typeof node.additionalProperties === "object"
		? [node.additionalProperties]
		: [];
}

/** `true or false`, `one of gate, direct`, `a whole number from 1 to 200`. */
export function typeWords(nodes: readonly JsonSchema[]): string {
	const all = new Set(nodes.flatMap(kindsOf));
	// What is read weakly takes text for everything else too; that is no news to who writes.
	if (all.has("true or false")) return "true or false";
	if (all.has("a list")) return "a list";
	return [...all].slice(0, 4).join(" or ");
}

/** Whether keys or items stand below, on lines of their own. */
export function isNested(nodes: readonly JsonSchema[]): "map" | "list" | false {
	if (nodes.some((node) => node.properties ?? node.additionalProperties))
		return "map";
	return nodes.some((node) => node.items) ? "list" : false;
}

function kindsOf(node: JsonSchema): string[] {
	const words = enumOf(node);
	const types = [node.type ?? []].flat();
	if (types.length === 1 && types[0] === "boolean") return ["true or false"];
	if (words.length > 0) return [`one of ${words.join(", ")}`];
	if (types.length > 1 && types.includes("string")) return ["text"];
	return types.map((type) => {
		if (type === "object") return "keys";
		if (type === "array") return "a list";
		if (type === "string") return "text";
		return type === "integer" || type === "number" ? numberWords(node) : type;
	});
}

function numberWords({ type, minimum, maximum }: JsonSchema): string {
	const bounds =
		minimum !== undefined && maximum !== undefined
			? ` from ${minimum} to ${maximum}`
			: "";
	return `a ${type === "integer" ? "whole " : ""}number${bounds}`;
}

/** The words that may stand there, without the empty one. */
export function enumOf(node: JsonSchema): string[] {
	const given = node.const === undefined ? (node.enum ?? []) : [node.const];
	return given.map(String).filter((word) => word !== "");
}
