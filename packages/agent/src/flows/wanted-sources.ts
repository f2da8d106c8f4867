import { createHash } from "node:crypto";
import {
	type AgentConfiguration,
	type PluginEntry,
	parsePluginKey,
	type SourceGroup,
} from "@quarterdeck/contract";
import type { PluginListener } from "@quarterdeck/plugin-sdk/host";

/** One plugin of a source group, as a configuration wants it. */
export interface Wanted {
	/** Changes with everything that the stream was opened with. */
	readonly id: string;
	readonly group: SourceGroup;
	readonly entry: PluginEntry;
	/** Its key without a version. */
	readonly plugin: string;
}

/** Streams that one agent opens; a heartbeat could not tell of more. */
const maxStreams = 1000;

/** Every enabled plugin of every group. */
export function wantedOf(configuration: AgentConfiguration): Wanted[] {
	const { clusterName, settings, plugins } = configuration;
	return configuration.sources
		.flatMap((group) =>
			group.plugins
				.filter((entry) => entry.enabled)
				.map((entry) => {
					const parsed = parsePluginKey(entry.key);
					const plugin =
						"problem" in parsed
							? entry.key
							: `${parsed.repository}/${parsed.name}`;
					const id = createHash("sha256")
						.update(
							JSON.stringify([
								group.name,
								group.interactive,
								entry.key,
								entry.config ?? null,
								entry.rbac ?? null,
								clusterName,
								settings.credentials,
								settings.sandbox,
								plugins?.incomingWebhook?.baseUrl ?? "",
								boundsAsked(configuration, entry.key),
							]),
						)
						.digest("base64");
					return { id, group, entry, plugin };
				}),
		)
		.slice(0, maxStreams);
}

/** One process serves all entries of a key, within the narrowest bounds of them. */
function boundsAsked({ sources }: AgentConfiguration, key: string): unknown {
	const asked = sources
		.flatMap(({ plugins }) => plugins)
		.filter((entry) => entry.enabled && entry.key === key)
		.map(({ network, memoryBytes }) => `${network} ${memoryBytes}`);
	return [...new Set(asked)].toSorted();
}

/** What a source is told of who listens, and where it is reached from outside. */
export function listenerOf(
	group: SourceGroup,
	{ clusterName, plugins }: AgentConfiguration,
): PluginListener {
	const base = plugins?.incomingWebhook?.baseUrl;
	const baseUrl = base ? `${base.replace(/\/+$/, "")}/sources/v1` : "";
	return {
		isInteractivitySupported: group.interactive,
		clusterName,
		sourceName: group.name,
		incomingWebhook: {
			baseUrl,
			fullUrlForSource: baseUrl ? `${baseUrl}/${group.name}` : "",
		},
	};
}
