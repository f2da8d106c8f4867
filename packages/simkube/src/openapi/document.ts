import { createHash } from "node:crypto";
import type { Json } from "../kube-object.ts";
import { type BuiltInKind, builtInKinds } from "./built-in-types.ts";
import type { CustomKind } from "./custom-kind.ts";
import { pathsOf } from "./paths.ts";
import { customSchemaName, reference, schemaName } from "./schema-names.ts";
import {
	addTypeSchemas,
	type SchemaJson,
	scalarSchemas,
} from "./type-schemas.ts";

interface Gathered {
	readonly paths: Record<string, Json>;
	readonly schemas: Record<string, SchemaJson>;
}

const builtInTexts = new Map<string, string>();

/** `api/v1` or `apis/apps/v1`: how OpenAPI names a group version. */
export function openApiPath(apiVersion: string): string {
	return apiVersion.includes("/") ? `apis/${apiVersion}` : `api/${apiVersion}`;
}

/**
 * The body of `/openapi/v3`: where each group version's document is. The hash in an address changes when the
 * document does, so that clients may keep what they read.
 */
export function openApiIndex(custom: Iterable<CustomKind> = []): {
	paths: Record<string, { serverRelativeURL: string }>;
} {
	const all = [...custom];
	const versions = new Set([
		...builtInKinds().map(({ apiVersion }) => openApiPath(apiVersion)),
		...all.map(({ group, version }) => openApiPath(`${group}/${version}`)),
	]);
	return {
		paths: Object.fromEntries(
			[...versions].sort().map((path) => {
				const hash = createHash("sha512")
					.update(openApiDocument(path, all) ?? "")
					.digest("hex")
					.toUpperCase();
				return [
					path,
					{ serverRelativeURL: `/openapi/v3/${path}?hash=${hash}` },
				];
			}),
		),
	};
}

/** The JSON text of `/openapi/v3/<path>`, or undefined when there is no such group version. */
export function openApiDocument(
	path: string,
	custom: Iterable<CustomKind> = [],
): string | undefined {
	const customKinds = [...custom].filter(
		({ group, version }) => openApiPath(`${group}/${version}`) === path,
	);
	if (customKinds.length === 0) return builtInDocument(path);
	const gathered: Gathered = { paths: {}, schemas: scalarSchemas() };
	for (const kind of customKinds) addCustomKind(kind, gathered);
	return documentText(gathered);
}

function builtInDocument(path: string): string | undefined {
	const known = builtInTexts.get(path);
	if (known !== undefined) return known;
	const kinds = builtInKinds().filter(
		({ apiVersion }) => openApiPath(apiVersion) === path,
	);
	if (kinds.length === 0) return undefined;
	const gathered: Gathered = { paths: {}, schemas: scalarSchemas() };
	for (const kind of kinds) addBuiltInKind(kind, gathered);
	const text = documentText(gathered);
	builtInTexts.set(path, text);
	return text;
}

function documentText({ paths, schemas }: Gathered): string {
	return JSON.stringify({
		openapi: "3.0.0",
		info: { title: "Kubernetes", version: "v1.32.13" },
		paths,
		components: { schemas },
	});
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
