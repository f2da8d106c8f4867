import type { Message } from "@quarterdeck/contract";
import type { PluginLog } from "./hclog.ts";

/** Something that happened, as a source reports it. */
export interface SourceEvent {
	readonly message: Message;
	/** What it was made from, for actions; anything JSON can hold. */
	readonly rawObject?: unknown;
	readonly analyticsLabels?: Readonly<Record<string, unknown>>;
}

/** Who listens. */
export interface SourceListener {
	readonly isInteractivitySupported: boolean;
	readonly clusterName: string;
	/** The name of the source group. */
	readonly sourceName: string;
	readonly incomingWebhook: {
		readonly baseUrl: string;
		readonly fullUrlForSource: string;
	};
}

export interface SourceStreamRequest {
	/** YAML of every configuration; today exactly one. */
	readonly configs: readonly string[];
	/** Empty when nothing is lent. */
	readonly kubeconfig: Uint8Array;
	readonly listener: SourceListener;
}

export interface ExternalRequest {
	/** The body of a webhook call, as it came. */
	readonly payload: Uint8Array;
	readonly config: string;
	readonly listener: SourceListener;
}

export interface SourceContext {
	/** Aborts when nobody listens any more, or the plugin is being stopped. */
	readonly signal: AbortSignal;
	readonly log: PluginLog;
}

export interface SourceStreamContext extends SourceContext {
	/** Reports one event. Resolves when more may follow, and throws once nobody listens. */
	emit(event: SourceEvent): Promise<void>;
}

/** A source of events: by a stream of its own, by calls from outside, or both. */
export interface SourceDefinition {
	readonly name: string;
	/** Semantic version. */
	readonly version: string;
	readonly description: string;
	readonly documentationUrl?: string;
	/** JSON Schema (draft 7) of the configuration, made when first asked for. */
	readonly jsonSchema?: () => object | Promise<object>;
	readonly dependencies?: Readonly<
		Record<string, Readonly<Record<string, string>>>
	>;
	/** Reports until the signal aborts. What it throws ends the stream with that text. */
	readonly stream?: (
		request: SourceStreamRequest,
		context: SourceStreamContext,
	) => Promise<void>;
	readonly handleExternalRequest?: (
		request: ExternalRequest,
		context: SourceContext,
	) => Promise<SourceEvent>;
	/** JSON Schema of what `handleExternalRequest` takes. */
	readonly externalRequestSchema?: object;
}
