import { create } from "@bufbuild/protobuf";
import { Code, ConnectError, type ConnectRouter } from "@connectrpc/connect";
import {
	ExternalRequestResponseSchema,
	MetadataResponseSchema,
	Source,
	type StreamRequest,
	type StreamResponse,
	StreamResponseSchema,
	type SourceContext as WireSourceContext,
} from "./gen/source/source_pb.ts";
import type { PluginLog } from "./hclog.ts";
import { createOutputChannel } from "./output-channel.ts";
import { servePlugin } from "./serve-plugin.ts";
import type {
	SourceDefinition,
	SourceEvent,
	SourceListener,
	SourceStreamRequest,
} from "./source-definition.ts";
import { verbatim } from "./verbatim.ts";

/**
 * Serves a source to the host that started this process, and resolves once it is ready. Nothing may have been printed
 * on stdout before.
 */
export function serveSource(definition: SourceDefinition): Promise<void> {
	return servePlugin({
		name: definition.name,
		healthServices: [],
		addRoutes: (router, { log }) => addSource(router, definition, log),
	});
}

function addSource(
	router: ConnectRouter,
	definition: SourceDefinition,
	log: PluginLog,
): void {
	const { handleExternalRequest } = definition;
	router.service(Source, {
		stream: (wire, { signal }) => stream(definition, wire, signal, log),
		async handleExternalRequest(wire, { signal }) {
			if (!handleExternalRequest)
				throw new ConnectError(
					`the ${definition.name} source takes no external requests`,
					Code.Unimplemented,
				);
			const request = {
				payload: wire.payload,
				config: decode(wire.config?.rawYAML),
				listener: listenerOf(wire.context?.sourceContext),
			};
			const event = await verbatim(signal, () =>
				handleExternalRequest(request, { signal, log }),
			);
			return create(ExternalRequestResponseSchema, { event: encode(event) });
		},
		metadata: () => metadataOf(definition),
	});
}

async function* stream(
	definition: SourceDefinition,
	wire: StreamRequest,
	signal: AbortSignal,
	log: PluginLog,
): AsyncGenerator<StreamResponse, void, undefined> {
	const { stream: report } = definition;
	if (!report)
		throw new ConnectError(
			`the ${definition.name} source does not stream`,
			Code.Unimplemented,
		);
	const events = createOutputChannel<SourceEvent>();
	const stop = () => events.fail(signal.reason);
	signal.addEventListener("abort", stop, { once: true });
	const emit = (event: SourceEvent) => events.write(event);
	verbatim(signal, () =>
		report(streamRequestOf(wire), { signal, log, emit }),
	).then(events.end, events.fail);
	try {
		for await (const event of events.parts())
			yield create(StreamResponseSchema, { event: encode(event) });
	} finally {
		signal.removeEventListener("abort", stop);
	}
}

function streamRequestOf(wire: StreamRequest): SourceStreamRequest {
	return {
		configs: wire.configs.map(({ rawYAML }) => decode(rawYAML)),
		kubeconfig: wire.context?.kubeConfig ?? new Uint8Array(),
		listener: listenerOf(wire.context?.sourceContext),
	};
}

function listenerOf(wire: WireSourceContext | undefined): SourceListener {
	return {
		isInteractivitySupported: wire?.isInteractivitySupported ?? false,
		clusterName: wire?.clusterName ?? "",
		sourceName: wire?.sourceName ?? "",
		incomingWebhook: {
			baseUrl: wire?.incomingWebhook?.baseURL ?? "",
			fullUrlForSource: wire?.incomingWebhook?.fullURLForSource ?? "",
		},
	};
}

async function metadataOf(definition: SourceDefinition) {
	const schema = await definition.jsonSchema?.();
	const dependencies = Object.entries(definition.dependencies ?? {});
	return create(MetadataResponseSchema, {
		version: definition.version,
		description: definition.description,
		documentationUrl: definition.documentationUrl ?? "",
		...(schema ? { jsonSchema: schemaOf(schema) } : {}),
		dependencies: Object.fromEntries(
			dependencies.map(([name, urls]) => [name, { urls: { ...urls } }]),
		),
		...(definition.externalRequestSchema
			? {
					externalRequest: {
						payload: { jsonSchema: schemaOf(definition.externalRequestSchema) },
					},
				}
			: {}),
	});
}

function schemaOf(schema: object): { value: string } {
	return { value: JSON.stringify(schema) };
}

/** Botkube's event has capitals and a null (docs/architecture/botkube-compatibility.md#source-protocol). */
function encode(event: SourceEvent): Uint8Array {
	const json = {
		Message: event.message,
		RawObject: event.rawObject ?? null,
		AnalyticsLabels: event.analyticsLabels ?? null,
	};
	return new TextEncoder().encode(JSON.stringify(json));
}

function decode(bytes: Uint8Array | undefined): string {
	return new TextDecoder().decode(bytes ?? new Uint8Array());
}
