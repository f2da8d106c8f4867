import type { Clock } from "@quarterdeck/runtime";
import { z } from "zod";
import type { ApiServer } from "./api-server.ts";
import type { RecordCall } from "./call-recorder.ts";
import {
	type KubeObject,
	type ResourceAddress,
	resourcePath,
} from "./kube-object.ts";
import {
	type CallOptions,
	createKubeTransport,
	type KubeTransport,
} from "./kube-transport.ts";
import {
	type WatchEvent,
	type WatchOptions,
	watchResource,
} from "./watch-resource.ts";

/** A change to an object, in one of the ways the API knows. A resourceVersion in it is a precondition: 409 when the object has another one. */
export type KubePatch =
	/** Server-side apply: the whole of what `fieldManager` wants; creates the object when it is not there. */
	| {
			readonly kind: "apply";
			readonly object: KubeObject;
			readonly fieldManager: string;
			/** Takes fields over from other managers instead of refusing with 409. */
			readonly force?: boolean;
	  }
	/** JSON merge patch: what is given replaces, null removes. */
	| {
			readonly kind: "merge";
			readonly change: Readonly<Record<string, unknown>>;
	  }
	/** Strategic merge patch: merges lists by their keys; built-in kinds only. */
	| {
			readonly kind: "strategic";
			readonly change: Readonly<Record<string, unknown>>;
	  }
	/** JSON patch: operations in order, `test` included. */
	| { readonly kind: "json"; readonly operations: readonly JsonOperation[] };

export interface JsonOperation {
	readonly op: "add" | "remove" | "replace" | "move" | "copy" | "test";
	readonly path: string;
	readonly from?: string;
	readonly value?: unknown;
}

/** What is asked for, by labels and fields. */
export interface Selection {
	readonly labelSelector?: string;
	readonly fieldSelector?: string;
	/** Without spec, status and data: a part of the bytes. */
	readonly metadataOnly?: boolean;
}

export interface ListPage {
	readonly items: readonly KubeObject[];
	/** Of the whole list: a watch may begin there. The same on every page. */
	readonly resourceVersion: string;
}

/** The API server as the agent itself uses it. Every call says why; every refusal is a KubeError. */
export interface KubeClient {
	/** @throws KubeError 404 when it is not there. */
	get(
		at: ResourceAddress,
		name: string,
		options: CallOptions,
	): Promise<KubeObject>;
	/** @throws KubeError 409 AlreadyExists. */
	create(
		at: ResourceAddress,
		object: KubeObject,
		options: CallOptions,
	): Promise<KubeObject>;
	/** @throws KubeError 404; 409 Conflict when a precondition does not hold. */
	patch(
		at: ResourceAddress,
		name: string,
		patch: KubePatch,
		options: CallOptions,
	): Promise<KubeObject>;
	/** Deletes it, if it is still the object that is meant. @throws KubeError 404; 409 when it is not. */
	remove(
		at: ResourceAddress,
		name: string,
		options: CallOptions & {
			readonly preconditions?: {
				readonly uid?: string;
				readonly resourceVersion?: string;
			};
			readonly propagation?: "Background" | "Foreground" | "Orphan";
		},
	): Promise<void>;
	/** Page after page, each fetched when the one before was used; a list without end is given up. @throws KubeError 410 when the list grew too old between two pages. */
	list(
		at: ResourceAddress,
		options: CallOptions & Selection & { readonly pageSize?: number },
	): AsyncGenerator<ListPage, void, undefined>;
	/** What changes from a resourceVersion on. It reconnects by itself and ends when the signal is aborted, or after `expired`. */
	watch(
		at: ResourceAddress,
		options: CallOptions & Selection & WatchOptions,
	): AsyncGenerator<WatchEvent, void, undefined>;
	/** An answer of any size, at the reader's pace; for logs, and for what is not JSON. */
	stream(
		path: string,
		options: CallOptions,
	): AsyncGenerator<Uint8Array, void, undefined>;
}

const timeoutMs = 30_000;
/** A server that cannot leave the rest out sends all of it. */
const metadataLists =
	"application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1,application/json";
const defaultPageSize = 500;
/** Five million objects in pages of the usual size: more than any cluster keeps. */
const mostPages = 10_000;
const patchTypes = {
	apply: "application/apply-patch+yaml",
	merge: "application/merge-patch+json",
	strategic: "application/strategic-merge-patch+json",
	json: "application/json-patch+json",
} as const;

const objectSchema = z.looseObject({ metadata: z.looseObject({}) });
const listSchema = z.looseObject({
	metadata: z.looseObject({
		resourceVersion: z.string().default(""),
		continue: z.string().optional(),
	}),
	items: z.array(objectSchema).nullish(),
});

/** A client over one API server's connections. */
export function createKubeClient(deps: {
	readonly api: Pick<ApiServer, "request">;
	readonly record: RecordCall;
	readonly clock: Clock;
	/** 0 to 1; spreads the reconnections of many agents. */
	readonly random: () => number;
}): KubeClient {
	const transport = createKubeTransport(deps);
	return {
		...createObjectVerbs(transport),
		list: (at, options) => listPages(transport, at, options),
		watch: (at, options) => watchResource({ ...deps, transport }, at, options),
		stream: (path, options) => streamBody(transport, path, options),
	};
}

function createObjectVerbs(
	transport: KubeTransport,
): Pick<KubeClient, "get" | "create" | "patch" | "remove"> {
	const one = async (
		request: Parameters<KubeTransport["json"]>[0],
	): Promise<KubeObject> =>
		objectSchema.parse(await transport.json({ timeoutMs, ...request }));
	return {
		get: (at, name, options) =>
			one({
				...options,
				method: "GET",
				verb: "get",
				resource: at.resource,
				path: resourcePath(at, name),
			}),
		create: (at, object, options) =>
			one({
				...options,
				method: "POST",
				verb: "create",
				resource: at.resource,
				path: resourcePath(at),
				body: { type: "application/json", value: object },
			}),
		patch: (at, name, patch, options) =>
			one({
				...options,
				method: "PATCH",
				verb: "patch",
				resource: at.resource,
				path: resourcePath(at, name),
				query: patchQuery(patch),
				body: { type: patchTypes[patch.kind], value: patchBody(patch) },
			}),
		async remove(at, name, { preconditions, propagation, ...options }) {
			await transport.json({
				...options,
				timeoutMs,
				method: "DELETE",
				verb: "delete",
				resource: at.resource,
				path: resourcePath(at, name),
				body: {
					type: "application/json",
					value: {
						kind: "DeleteOptions",
						apiVersion: "v1",
						preconditions,
						propagationPolicy: propagation,
					},
				},
			});
		},
	};
}

function patchQuery(patch: KubePatch) {
	return patch.kind === "apply"
		? { fieldManager: patch.fieldManager, force: patch.force }
		: {};
}

function patchBody(patch: KubePatch): unknown {
	if (patch.kind === "apply") return patch.object;
	return patch.kind === "json" ? patch.operations : patch.change;
}

async function* listPages(
	transport: KubeTransport,
	at: ResourceAddress,
	options: Parameters<KubeClient["list"]>[1],
): AsyncGenerator<ListPage, void, undefined> {
	const { labelSelector, fieldSelector, pageSize, reason, signal } = options;
	const accept = options.metadataOnly ? metadataLists : undefined;
	let token: string | undefined;
	for (let pages = 0; pages < mostPages; pages += 1) {
		const page = listSchema.parse(
			await transport.json({
				reason,
				signal,
				timeoutMs,
				accept,
				method: "GET",
				verb: "list",
				resource: at.resource,
				path: resourcePath(at),
				query: {
					limit: pageSize ?? defaultPageSize,
					continue: token,
					labelSelector,
					fieldSelector,
				},
			}),
		);
		const { resourceVersion } = page.metadata;
		yield { items: page.items ?? [], resourceVersion };
		const next = page.metadata.continue || undefined;
		if (next === undefined) return;
		if (next === token)
			throw new Error(
				`the list of ${at.resource} does not end: the API server answers a page with its own continue token`,
			);
		token = next;
	}
	throw new Error(
		`the list of ${at.resource} has more than ${mostPages} pages; narrow it with a selector`,
	);
}

async function* streamBody(
	transport: KubeTransport,
	path: string,
	options: CallOptions,
): AsyncGenerator<Uint8Array, void, undefined> {
	const { body, done } = await transport.open({
		...options,
		method: "GET",
		verb: "get",
		resource: path.split("?")[0]?.split("/").at(-1) ?? "",
		path,
	});
	try {
		for await (const chunk of body) yield chunk;
	} finally {
		done();
	}
}
