import { readFileSync } from "node:fs";

/** The type of a field: a scalar, a list or a map of a type, or a reference to a named type. */
export type FieldType =
	| {
			readonly kind: "scalar";
			readonly type: ScalarType;
			readonly format?: string;
	  }
	| { readonly kind: "list" | "map"; readonly of: FieldType }
	| { readonly kind: "reference"; readonly name: string }
	| { readonly kind: "anything" };

export type ScalarType =
	| "string"
	| "integer"
	| "number"
	| "boolean"
	| "quantity"
	| "int-or-string";

export interface BuiltInField {
	readonly type: FieldType;
	readonly required: boolean;
}

/** The fields of one named type, such as `core.v1.PodSpec`. */
export type BuiltInFields = ReadonlyMap<string, BuiltInField>;

export interface BuiltInKind {
	readonly apiVersion: string;
	readonly kind: string;
	/** Empty for kinds that are only ever a subresource's body. */
	readonly plural: string;
	readonly namespaced: boolean;
	/** The name of its type. */
	readonly type: string;
}

interface Data {
	readonly kinds: readonly BuiltInKind[];
	readonly types: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

interface Loaded {
	readonly data: Data;
	readonly kinds: ReadonlyMap<string, BuiltInKind>;
	readonly fields: Map<string, BuiltInFields>;
}

let loaded: Loaded | undefined;

function load(): Loaded {
	if (loaded !== undefined) return loaded;
	const text = readFileSync(
		new URL("./built-in-types.json", import.meta.url),
		"utf8",
	);
	const data: Data = JSON.parse(text);
	const kinds = new Map(
		data.kinds.map((one) => [`${one.apiVersion}/${one.kind}`, one]),
	);
	loaded = { data, kinds, fields: new Map() };
	return loaded;
}

/** All built-in kinds whose structure is known. */
export function builtInKinds(): readonly BuiltInKind[] {
	return load().data.kinds;
}

/** A built-in kind, or undefined for a custom or unknown one. */
export function builtInKind(
	apiVersion: string,
	kind: string,
): BuiltInKind | undefined {
	return load().kinds.get(`${apiVersion}/${kind}`);
}

/** The fields of a named type; empty for an unknown one. */
export function fieldsOfType(name: string): BuiltInFields {
	const { data, fields } = load();
	const known = fields.get(name);
	if (known !== undefined) return known;
	const read = new Map(
		Object.entries(data.types[name] ?? {}).map(([field, text]) => [
			field,
			{
				required: text.startsWith("!"),
				type: readType(text.replace(/^!/, "")),
			},
		]),
	);
	fields.set(name, read);
	return read;
}

function readType(text: string): FieldType {
	if (text.startsWith("[]"))
		return { kind: "list", of: readType(text.slice(2)) };
	if (text.startsWith("map:"))
		return { kind: "map", of: readType(text.slice(4)) };
	if (text.startsWith("#")) return { kind: "reference", name: text.slice(1) };
	if (text === "any") return { kind: "anything" };
	const [type = "string", format] = text.split(":");
	return {
		kind: "scalar",
		type: type as ScalarType,
		...(format === undefined ? {} : { format }),
	};
}
