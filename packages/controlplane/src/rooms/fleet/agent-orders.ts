import type { PluginLogs, PluginName } from "@quarterdeck/contract";
import type { BusAddress } from "./fleet.ts";

/** Orders that the fleet itself gives to agents. */
export interface AgentOrders {
	/**
	 * Makes an agent take a credential for a new key. Resolves with that key when it is in use.
	 * @throws AppError CLUSTER_SILENT when the agent did not finish in time, or the refusal of the agent or the bus.
	 */
	rotate(to: BusAddress, clusterName: string): Promise<string>;
	/** The last lines that a plugin wrote. @throws AppError CLUSTER_SILENT, also when the agent is older than this order; PLUGIN_UNKNOWN. */
	readPluginLogs(
		to: BusAddress,
		clusterName: string,
		plugin: PluginName,
	): Promise<PluginLogs>;
	/** Replaces the processes of a plugin. @throws AppError as `readPluginLogs`. */
	restartPlugin(
		to: BusAddress,
		clusterName: string,
		plugin: PluginName,
	): Promise<void>;
}
