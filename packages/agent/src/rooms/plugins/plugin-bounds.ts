import {
	type AgentConfiguration,
	AppError,
	mayUseNetwork,
	type PluginEntry,
	type PluginNetwork,
	pluginNetworks,
} from "@quarterdeck/contract";

/** What a plugin's processes may use of the machine. */
export interface PluginBounds {
	readonly memoryBytes: number;
	readonly network: PluginNetwork;
}

/** What the agent's own side allows any plugin. */
export interface PluginAllowance {
	/** Bytes of memory of one process with all that it starts, at most. */
	readonly memoryBytes: number;
	/** Keys of plugins that may be given the network of the machine; `*` stands for every plugin. */
	readonly network: readonly string[];
}

/**
 * The bounds that a configuration sets for a plugin: the narrowest of all entries that bind it, because one process serves them all.
 * With `credentials: direct` a plugin needs the network of the machine to reach the API server, and has what it is lent already.
 */
export function boundsOf(
	entries: readonly PluginEntry[],
	{ settings }: Pick<AgentConfiguration, "settings">,
	allowance: PluginAllowance,
): PluginBounds {
	const networks = entries.map(
		({ network }) =>
			network ?? (settings.credentials === "direct" ? "all" : "gate"),
	);
	return {
		memoryBytes: Math.min(
			allowance.memoryBytes,
			...entries.flatMap(({ memoryBytes }) => memoryBytes ?? []),
		),
		network: pluginNetworks.find((one) => networks.includes(one)) ?? "gate",
	};
}

/** @throws AppError PLUGIN_NETWORK_REFUSED when the plugin asks for a network that the agent's own side does not allow it. */
export function enforceNetwork(
	key: string,
	bounds: PluginBounds,
	{
		clusterName,
		settings,
	}: Pick<AgentConfiguration, "clusterName" | "settings">,
	{ network }: PluginAllowance,
): void {
	if (bounds.network !== "all" || settings.credentials === "direct") return;
	if (!mayUseNetwork(network, key))
		throw new AppError("PLUGIN_NETWORK_REFUSED", {
			cluster: clusterName,
			plugin: key,
		});
}
