import { type Client, createClient, type Transport } from "@connectrpc/connect";
import {
	Executor,
	type MetadataResponse,
} from "../gen/executor/executor_pb.ts";
import {
	Source,
	type MetadataResponse as SourceMetadataResponse,
} from "../gen/source/source_pb.ts";

/** What a plugin is: the service it is asked by. */
export type PluginKind = "executor" | "source";

type AskOptions = Parameters<Client<typeof Executor>["metadata"]>[1];

/** Asks a plugin about itself, by the service of its kind. A source knows nothing of executors. */
export async function askMetadata(
	kind: PluginKind,
	transport: Transport,
	options: AskOptions,
): Promise<PluginMetadata> {
	return kind === "source"
		? toMetadata(await createClient(Source, transport).metadata({}, options))
		: toMetadata(await createClient(Executor, transport).metadata({}, options));
}

/** What a plugin says about itself. */
export interface PluginMetadata {
	readonly version: string;
	readonly description: string;
	readonly documentationUrl: string;
	readonly isRecommended: boolean;
	/** JSON text of the schema of its configuration, or where it lies; both empty when it has none. */
	readonly jsonSchema: { readonly value: string; readonly refUrl: string };
	/** Programs it needs: name → `os/arch` → address. */
	readonly dependencies: Readonly<
		Record<string, Readonly<Record<string, string>>>
	>;
	/** The schema of the webhooks that a source takes; undefined for one that takes none, and for an executor. */
	readonly externalRequestSchema:
		| { readonly value: string; readonly refUrl: string }
		| undefined;
}

function toMetadata(
	wire: MetadataResponse | SourceMetadataResponse,
): PluginMetadata {
	const dependencies = Object.entries(wire.dependencies);
	return {
		version: wire.version,
		description: wire.description,
		documentationUrl: wire.documentationUrl,
		isRecommended: wire.recommended,
		jsonSchema: schemaOf(wire.jsonSchema),
		externalRequestSchema:
			"externalRequest" in wire && wire.externalRequest
				? schemaOf(wire.externalRequest.payload?.jsonSchema)
				: undefined,
		dependencies: Object.fromEntries(
			dependencies.map(([name, { urls }]) => [name, { ...urls }]),
		),
	};
}

function schemaOf(
	wire: { readonly value: string; readonly refUrl: string } | undefined,
): { readonly value: string; readonly refUrl: string } {
	return { value: wire?.value ?? "", refUrl: wire?.refUrl ?? "" };
}
