import { builtInKinds } from "../built-in-types/built-in-types.ts";
import type { Json } from "../kube-object.ts";
import type { CustomKind } from "./custom-kind.ts";
import { encodeVersion2 } from "./encode-version-2.ts";
import { type Gathered, gatherKinds } from "./gather-kinds.ts";
import { namedScalars } from "./schema-names.ts";
import type { SchemaJson } from "./type-schemas.ts";
import { toVersion2Path } from "./version-2-path.ts";
import { toVersion2Schema } from "./version-2-schema.ts";

/** The body of `/openapi/v2`, in both its forms. */
export interface Version2Document {
	readonly protobuf: Buffer;
	/** Made when first asked for: no kubectl does. */
	json(): string;
}

interface Part {
	readonly paths: Record<string, Json>;
	readonly definitions: Record<string, SchemaJson>;
}

/** Custom kinds whose schemas would make the document longer than this are described without their fields. */
const maxCustomSchemaLength = 16 * 1024 * 1024;

const scalars: Record<string, SchemaJson> = {
	[namedScalars.quantity]: { type: "string" },
	[namedScalars.intOrString]: { type: "string", format: "int-or-string" },
	[namedScalars.time]: { type: "string", format: "date-time" },
	[namedScalars.microTime]: { type: "string", format: "date-time" },
};

let builtIn: { readonly part: Part; readonly protobuf: Buffer } | undefined;

/**
 * The description of all kinds in one document of version 2, which kubectl before 1.27 explains, validates and merges
 * by. The part of the built-in kinds is made once; keep the whole until the custom kinds change.
 */
export function openApiVersion2(
	custom: Iterable<CustomKind> = [],
): Version2Document {
	builtIn ??= builtInPart();
	const base = builtIn;
	const own = customPart([...custom], base.part);
	let text: string | undefined;
	return {
		protobuf: Buffer.concat([base.protobuf, encodeVersion2(own)]),
		json: () => {
			text ??= JSON.stringify({
				...heading,
				paths: { ...base.part.paths, ...own.paths },
				definitions: { ...base.part.definitions, ...own.definitions },
			});
			return text;
		},
	};
}

const heading = {
	swagger: "2.0",
	info: { title: "Kubernetes", version: "v1.32.13" },
};

function builtInPart() {
	const part = partOf(gatherKinds(builtInKinds(), []));
	return { part, protobuf: encodeVersion2({ ...heading, ...part }) };
}

function customPart(custom: readonly CustomKind[], base: Part): Part {
	const part = partOf(gatherKinds([], withinBounds(custom)));
	return { paths: part.paths, definitions: without(base, part.definitions) };
}

/** A custom kind never replaces what is said of a built-in type. */
function without(
	{ definitions }: Part,
	added: Record<string, SchemaJson>,
): Record<string, SchemaJson> {
	return Object.fromEntries(
		Object.entries(added).filter(([name]) => definitions[name] === undefined),
	);
}

/** A custom schema may not refer to others, and kubectl reads nothing of a document with a broken reference. */
function withinBounds(custom: readonly CustomKind[]): CustomKind[] {
	let length = 0;
	return custom.map(({ schema, ...kind }) => {
		length += JSON.stringify(schema ?? {}).length;
		return length > maxCustomSchemaLength
			? kind
			: { ...kind, schema: toVersion2Schema(schema as Json, "no references") };
	});
}

function partOf({ paths, schemas }: Gathered): Part {
	return {
		paths: mapValues(paths, toVersion2Path),
		definitions: mapValues(
			schemas,
			(schema, name) => scalars[name] ?? toVersion2Schema(schema),
		),
	};
}

function mapValues<From, To>(
	from: Record<string, From>,
	change: (value: From, name: string) => To,
): Record<string, To> {
	return Object.fromEntries(
		Object.entries(from).map(([name, value]) => [name, change(value, name)]),
	);
}
