import type { BuiltInKind } from "../built-in-types/built-in-types.ts";
import type { Json } from "../kube-object.ts";
import type { CustomKind } from "./custom-kind.ts";
import { pathsOf } from "./paths.ts";
import { customSchemaName, reference, schemaName } from "./schema-names.ts";
import {
	addTypeSchemas,
	type SchemaJson,
	scalarSchemas,
} from "./type-schemas.ts";

/** What a document says of some kinds, in the words of version 3. */
export interface Gathered {
	readonly paths: Record<string, Json>;
	readonly schemas: Record<string, SchemaJson>;
}

/** The paths of these kinds, their schemas and all schemas below them. */
export function gatherKinds(
	builtIn: Iterable<BuiltInKind>,
	custom: Iterable<CustomKind>,
): Gathered {
	const gathered: Gathered = { paths: {}, schemas: scalarSchemas() };
	for (const kind of builtIn) addBuiltInKind(kind, gathered);
	for (const kind of custom) addCustomKind(kind, gathered);
	return gathered;
}

function addBuiltInKind(
	builtIn: BuiltInKind,
	{ paths, schemas }: Gathered,
): void {
	const { apiVersion, kind, plural, namespaced } = builtIn;
	const [group, version] = apiVersion.includes("/")
		? (apiVersion.split("/") as [string, string])
		: ["", apiVersion];
	const name = schemaName(builtIn.type);
	addTypeSchemas(builtIn.type, schemas);
	if (plural === "") return;
	Object.assign(schemas[name] ?? {}, {
		"x-kubernetes-group-version-kind": [{ group, version, kind }],
	});
	const listSchema = `${name}List`;
	schemas[listSchema] = listOf(name, { group, version, kind: `${kind}List` });
	addTypeSchemas("meta.v1.ListMeta", schemas);
	Object.assign(
		paths,
		pathsOf({
			...{ group, version, kind, plural, namespaced, listSchema },
			schema: name,
			hasStrategicMerge: true,
		}),
	);
}

function listOf(
	itemSchema: string,
	ref: { group: string; version: string; kind: string },
): SchemaJson {
	return {
		type: "object",
		required: ["items"],
		properties: {
			apiVersion: { type: "string" },
			kind: { type: "string" },
			items: { type: "array", items: reference(itemSchema) },
			metadata: { allOf: [reference(schemaName("meta.v1.ListMeta"))] },
		},
		"x-kubernetes-group-version-kind": [ref],
	};
}

function addCustomKind(custom: CustomKind, { paths, schemas }: Gathered): void {
	const { group, version, kind, plural, namespaced } = custom;
	const schema = customSchemaName(custom);
	const listKind = custom.listKind ?? `${kind}List`;
	const listSchema = customSchemaName({ group, version, kind: listKind });
	for (const type of ["meta.v1.ObjectMeta", "meta.v1.ListMeta"])
		addTypeSchemas(type, schemas);
	const declared = (custom.schema ?? {}) as SchemaJson;
	schemas[schema] = {
		type: "object",
		...declared,
		properties: {
			...(declared.properties as SchemaJson | undefined),
			apiVersion: { type: "string" },
			kind: { type: "string" },
			metadata: { allOf: [reference(schemaName("meta.v1.ObjectMeta"))] },
		},
		"x-kubernetes-group-version-kind": [{ group, version, kind }],
	};
	schemas[listSchema] = listOf(schema, { group, version, kind: listKind });
	Object.assign(
		paths,
		pathsOf({
			...{ group, version, kind, plural, namespaced, listSchema, schema },
			hasStrategicMerge: false,
		}),
	);
}
