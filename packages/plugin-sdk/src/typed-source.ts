import {
	type ConfigSchema,
	jsonSchemaOf,
	readConfig,
} from "./config-schema.ts";
import { serveSource } from "./serve-source.ts";
import type {
	ExternalRequest,
	SourceContext,
	SourceDefinition,
	SourceEvent,
	SourceStreamContext,
	SourceStreamRequest,
} from "./source-definition.ts";

/** A source with its configuration read. */
export type TypedSource<Config> = Omit<
	SourceDefinition,
	"handleExternalRequest" | "jsonSchema" | "stream"
> & {
	/** Of the configuration: checks it, types it, documents it, and completes it in editors. */
	readonly config: ConfigSchema<Config>;
	/** Reports until the signal aborts. What it throws ends the stream with that text. */
	readonly stream?: (
		request: SourceStreamRequest,
		context: SourceStreamContext & { readonly config: Config },
	) => Promise<void>;
	readonly handleExternalRequest?: (
		request: ExternalRequest,
		context: SourceContext & { readonly config: Config },
	) => Promise<SourceEvent>;
};

/**
 * Serves a source whose configuration has a schema, and resolves once it is ready. A stream or call whose
 * configuration is not valid ends with what is wrong and does not reach the author's function.
 */
export function source<Config>(typed: TypedSource<Config>): Promise<void> {
	const { config: schema, stream, handleExternalRequest, ...facts } = typed;
	const read = (configs: readonly string[]) =>
		readConfig(typed.name, schema, configs);
	return serveSource({
		...facts,
		jsonSchema: () => jsonSchemaOf(typed.name, schema),
		...(stream && {
			stream: async (request, context) =>
				stream(request, { ...context, config: await read(request.configs) }),
		}),
		...(handleExternalRequest && {
			handleExternalRequest: async (request, context) =>
				handleExternalRequest(request, {
					...context,
					config: await read([request.config]),
				}),
		}),
	});
}
