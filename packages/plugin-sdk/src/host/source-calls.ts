import { create } from "@bufbuild/protobuf";
import { createClient, type Transport } from "@connectrpc/connect";
import {
	Source,
	type SourceContext,
	SourceContextSchema,
} from "../gen/source/source_pb.ts";
import { isUnimplemented, ReaderThrew } from "./plugin-call.ts";

/** Who listens to a source, as it is told. */
export interface PluginListener {
	readonly isInteractivitySupported: boolean;
	readonly clusterName: string;
	/** The name of the source group. */
	readonly sourceName: string;
	/** Where the plugin can have events sent to; empty when there is no such place. */
	readonly incomingWebhook?: {
		readonly baseUrl: string;
		readonly fullUrlForSource: string;
	};
}

/** What a stream is opened with. */
export interface PluginStreamRequest {
	/** YAML. */
	readonly config: string;
	/** The kubeconfig lent for the stream; absent when nothing is lent. */
	readonly kubeconfig?: string;
	readonly listener: PluginListener;
}

export interface PluginStreamOptions {
	/** Closes the stream. */
	readonly signal: AbortSignal;
	/**
	 * One event as it came: JSON, or whatever the plugin says it is. Awaited before the next is read, so a slow reader slows the plugin;
	 * what is under way in between is bounded by the windows of HTTP/2.
	 */
	readonly onEvent: (event: Uint8Array) => void | Promise<void>;
}

/** How a stream ended that did not fail: the plugin has no more to say, or it has no streams and takes external requests only. */
export type StreamEnd = "ended" | "no-streams";

/** A call from outside for a source. */
export interface PluginExternalRequest {
	readonly payload: Uint8Array;
	/** YAML. */
	readonly config: string;
	readonly listener: PluginListener;
}

interface WireOptions {
	readonly signal: AbortSignal;
	readonly headers: Readonly<Record<string, string>>;
}

/** The calls of a source. */
export interface SourceClient {
	stream(
		request: PluginStreamRequest,
		options: PluginStreamOptions & WireOptions,
	): Promise<StreamEnd>;
	handleExternalRequest(
		request: PluginExternalRequest,
		options: WireOptions,
	): Promise<Uint8Array | undefined>;
}

/** Calls a source over a connection (docs/architecture/botkube-compatibility.md#source-protocol). */
export function createSourceClient(transport: Transport): SourceClient {
	const source = createClient(Source, transport);
	return {
		async stream(request, { signal, headers, onEvent }) {
			const wire = {
				configs: [{ rawYAML: asBytes(request.config) }],
				context: {
					sourceContext: contextOf(request.listener),
					kubeConfig: asBytes(request.kubeconfig ?? ""),
				},
			};
			try {
				for await (const { event } of source.stream(wire, { signal, headers }))
					await deliver(onEvent, event);
				return "ended";
			} catch (error) {
				if (isUnimplemented(error)) return "no-streams";
				throw error;
			}
		},
		async handleExternalRequest({ payload, config, listener }, options) {
			const wire = {
				payload,
				config: { rawYAML: asBytes(config) },
				context: { sourceContext: contextOf(listener) },
			};
			try {
				return (await source.handleExternalRequest(wire, options)).event;
			} catch (error) {
				if (isUnimplemented(error)) return undefined;
				throw error;
			}
		},
	};
}

async function deliver(
	onEvent: PluginStreamOptions["onEvent"],
	event: Uint8Array,
): Promise<void> {
	try {
		await onEvent(event);
	} catch (error) {
		throw new ReaderThrew(error);
	}
}

function contextOf(listener: PluginListener): SourceContext {
	return create(SourceContextSchema, {
		isInteractivitySupported: listener.isInteractivitySupported,
		clusterName: listener.clusterName,
		sourceName: listener.sourceName,
		incomingWebhook: {
			baseURL: listener.incomingWebhook?.baseUrl ?? "",
			fullURLForSource: listener.incomingWebhook?.fullUrlForSource ?? "",
		},
	});
}

function asBytes(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}
