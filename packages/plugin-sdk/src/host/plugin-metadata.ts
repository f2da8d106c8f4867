import type { MetadataResponse } from "../gen/executor/executor_pb.ts";

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
}

export function toMetadata(wire: MetadataResponse): PluginMetadata {
	const dependencies = Object.entries(wire.dependencies);
	return {
		version: wire.version,
		description: wire.description,
		documentationUrl: wire.documentationUrl,
		isRecommended: wire.recommended,
		jsonSchema: {
			value: wire.jsonSchema?.value ?? "",
			refUrl: wire.jsonSchema?.refUrl ?? "",
		},
		dependencies: Object.fromEntries(
			dependencies.map(([name, { urls }]) => [name, { ...urls }]),
		),
	};
}
