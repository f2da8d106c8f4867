import type { Json } from "../kube-object.ts";
import { reference } from "./schema-names.ts";

/** A kind as its paths need to know it. */
export interface ServedKind {
	readonly group: string;
	readonly version: string;
	readonly kind: string;
	readonly plural: string;
	readonly namespaced: boolean;
	readonly schema: string;
	readonly listSchema: string;
	/** Whether strategic merge patches are accepted: built-in kinds only. */
	readonly hasStrategicMerge: boolean;
}

type Operation = { [key: string]: Json };

const text = { type: "string" };
const query = (name: string, schema: Json = text): Json => ({
	name,
	in: "query",
	schema,
});
const inPath = (name: string): Json => ({
	name,
	in: "path",
	required: true,
	schema: text,
});
const writing = ["dryRun", "fieldManager", "fieldValidation"].map((name) =>
	query(name),
);
const listing = [
	...["continue", "fieldSelector", "labelSelector", "resourceVersion"].map(
		(name) => query(name),
	),
	query("limit", { type: "integer" }),
	query("watch", { type: "boolean" }),
];

/** The paths of a kind: its collection, in a namespace and across all, and the object itself. */
export function pathsOf(served: ServedKind): Record<string, Json> {
	const { group, version, plural, namespaced } = served;
	const root = group === "" ? `/api/${version}` : `/apis/${group}/${version}`;
	const collection = namespaced
		? `${root}/namespaces/{namespace}/${plural}`
		: `${root}/${plural}`;
	const place = namespaced ? [inPath("namespace")] : [];
	return {
		...(namespaced
			? { [`${root}/${plural}`]: { get: list(served, "ForAllNamespaces") } }
			: {}),
		[collection]: { ...onCollection(served), parameters: place },
		[`${collection}/{name}`]: {
			...onObject(served),
			parameters: [inPath("name"), ...place],
		},
	};
}

function operation(
	served: ServedKind,
	of: { verb: string; action: string; suffix?: string },
): Operation {
	const { group, version, kind } = served;
	const scope =
		served.namespaced && of.suffix === undefined ? "Namespaced" : "";
	const family = (group === "" ? "core" : (group.split(".")[0] ?? "")).replace(
		/^./,
		(letter) => letter.toUpperCase(),
	);
	const release = version.replace(/^./, (letter) => letter.toUpperCase());
	return {
		operationId: `${of.verb}${family}${release}${scope}${kind}${of.suffix ?? ""}`,
		"x-kubernetes-action": of.action,
		"x-kubernetes-group-version-kind": { group, version, kind },
	};
}

function answer(schema: string): Json {
	return {
		"200": {
			description: "OK",
			content: { "application/json": { schema: reference(schema) } },
		},
	};
}

function body(schema: string, ...contentTypes: string[]): Json {
	const content = { schema: reference(schema) };
	return {
		required: true,
		content: Object.fromEntries(contentTypes.map((type) => [type, content])),
	};
}

const list = (served: ServedKind, suffix?: string): Operation => ({
	...operation(served, {
		verb: "list",
		action: "list",
		...(suffix === undefined ? {} : { suffix }),
	}),
	parameters: listing,
	responses: answer(served.listSchema),
});

function onCollection(served: ServedKind): Operation {
	const { schema } = served;
	return {
		get: list(served),
		post: {
			...operation(served, { verb: "create", action: "post" }),
			parameters: writing,
			requestBody: body(schema, "application/json"),
			responses: answer(schema),
		},
		delete: {
			...operation(served, {
				verb: "deleteCollection",
				action: "deletecollection",
			}),
			parameters: listing,
			responses: answer(schema),
		},
	};
}

function onObject(served: ServedKind): Operation {
	const { schema, hasStrategicMerge } = served;
	const patches = [
		"application/apply-patch+yaml",
		"application/json-patch+json",
		"application/merge-patch+json",
		...(hasStrategicMerge ? ["application/strategic-merge-patch+json"] : []),
	];
	return {
		get: {
			...operation(served, { verb: "read", action: "get" }),
			responses: answer(schema),
		},
		put: {
			...operation(served, { verb: "replace", action: "put" }),
			parameters: writing,
			requestBody: body(schema, "application/json"),
			responses: answer(schema),
		},
		patch: {
			...operation(served, { verb: "patch", action: "patch" }),
			parameters: [...writing, query("force", { type: "boolean" })],
			requestBody: body(schema, ...patches),
			responses: answer(schema),
		},
		delete: {
			...operation(served, { verb: "delete", action: "delete" }),
			parameters: [query("dryRun"), query("propagationPolicy")],
			responses: answer(schema),
		},
	};
}
