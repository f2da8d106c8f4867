import { type Clock, pause } from "@quarterdeck/runtime";
import { z } from "zod";
import { KubeError, kubeErrorFrom } from "./kube-error.ts";
import {
	type KubeObject,
	type ResourceAddress,
	resourcePath,
} from "./kube-object.ts";
import type { CallOptions, KubeTransport } from "./kube-transport.ts";
import { readLines } from "./read-lines.ts";

/** What a watch tells. */
export type WatchEvent =
	| {
			readonly kind: "added" | "modified" | "deleted";
			readonly object: KubeObject;
	  }
	/** Nothing of interest changed up to this version. */
	| { readonly kind: "bookmark"; readonly resourceVersion: string }
	/** What lies between is not known any more (410): list again, and watch from there. The watch has ended. */
	| { readonly kind: "expired" };

export interface WatchOptions {
	/** Where it begins: the version of a list, or of an earlier event. */
	readonly resourceVersion: string;
	/** Told of each connection that the server took. */
	readonly onConnected?: () => void;
	/** Told of each attempt that failed; the watch goes on by itself. */
	readonly onInterrupted?: (error: unknown, nextAttemptMs: number) => void;
}

const kinds = {
	ADDED: "added",
	MODIFIED: "modified",
	DELETED: "deleted",
} as const;

const eventSchema = z.object({
	type: z.enum(["ADDED", "MODIFIED", "DELETED", "BOOKMARK", "ERROR"]),
	object: z.looseObject({ metadata: z.looseObject({}).default({}) }),
});

const firstWaitMs = 500;
const longestWaitMs = 30_000;
/** Nor does a server that asks for more put a watch off for longer than this. */
const longestRetryAfterMs = 300_000;
/** The server ends each connection after about this time; a little later a connection that died without a word is given up. */
const connectionSeconds = 290;
const metadataEvents =
	"application/json;as=PartialObjectMetadata;g=meta.k8s.io;v=v1,application/json";
const deadAfterMs = (connectionSeconds * 1.1 + 30) * 1000;

/**
 * Watches a resource from a version on, over connections that are cut and servers that fail:
 *
 * ```
 * connecting ──200──► following ──ended or cut──► connecting, from the last version seen
 *    ▲   └─error─► waiting (0.5 s … 30 s, jittered) ─┘        └──410──► expired: the caller lists again
 *    └───────────────────┘
 * ```
 * Versions come from events and bookmarks, so that a quiet resource does not grow too old.
 */
export async function* watchResource(
	deps: {
		readonly transport: KubeTransport;
		readonly clock: Clock;
		readonly random: () => number;
	},
	at: ResourceAddress,
	options: CallOptions &
		WatchOptions & {
			readonly labelSelector?: string;
			readonly fieldSelector?: string;
			readonly metadataOnly?: boolean;
		},
): AsyncGenerator<WatchEvent, void, undefined> {
	const { signal, onInterrupted } = options;
	let { resourceVersion } = options;
	let failures = 0;
	while (!signal?.aborted) {
		const startedMs = deps.clock.monotonicMs();
		try {
			for await (const event of connection(deps, at, {
				...options,
				resourceVersion,
			})) {
				failures = 0;
				resourceVersion = versionOf(event) || resourceVersion;
				yield event;
			}
			// A server that ends each connection at once is not asked in a tight loop.
			if (deps.clock.monotonicMs() - startedMs < firstWaitMs)
				throw new Error("the API server ended the watch at once");
		} catch (error) {
			if (signal?.aborted) return;
			if (error instanceof KubeError && error.status === 410) {
				yield { kind: "expired" };
				return;
			}
			failures += 1;
			const waitMs = waitFor(error, failures, deps.random());
			onInterrupted?.(error, waitMs);
			await pause(deps.clock, waitMs, signal).catch(() => {});
		}
	}
}

function versionOf(event: WatchEvent): string | undefined {
	if (event.kind === "bookmark") return event.resourceVersion;
	return event.kind === "expired"
		? undefined
		: event.object.metadata.resourceVersion;
}

function waitFor(error: unknown, failures: number, random: number): number {
	const steadyMs = Math.min(
		firstWaitMs * 2 ** Math.min(failures - 1, 10),
		longestWaitMs,
	);
	const asked = error instanceof KubeError ? (error.retryAfterMs ?? 0) : 0;
	return Math.max(
		steadyMs * (0.5 + random / 2),
		Math.min(asked, longestRetryAfterMs),
	);
}

/** One connection, until the server ends it. */
async function* connection(
	deps: Parameters<typeof watchResource>[0],
	at: ResourceAddress,
	options: Parameters<typeof watchResource>[2],
): AsyncGenerator<WatchEvent, void, undefined> {
	const { reason, signal, labelSelector, fieldSelector } = options;
	const { body, done } = await deps.transport.open({
		reason,
		signal,
		timeoutMs: deadAfterMs,
		accept: options.metadataOnly ? metadataEvents : undefined,
		method: "GET",
		verb: "watch",
		resource: at.resource,
		path: resourcePath(at),
		query: {
			watch: true,
			allowWatchBookmarks: true,
			resourceVersion: options.resourceVersion,
			timeoutSeconds: Math.round(
				connectionSeconds * (0.9 + 0.2 * deps.random()),
			),
			labelSelector,
			fieldSelector,
		},
	});
	options.onConnected?.();
	try {
		for await (const line of readLines(body)) yield readEvent(line);
	} finally {
		done();
	}
}

function readEvent(line: string): WatchEvent {
	const { type, object: parsed } = eventSchema.parse(JSON.parse(line));
	const object: KubeObject = parsed;
	if (type === "ERROR") throw kubeErrorFrom(200, object);
	if (type !== "BOOKMARK") return { kind: kinds[type], object };
	return {
		kind: "bookmark",
		resourceVersion: object.metadata.resourceVersion ?? "",
	};
}
