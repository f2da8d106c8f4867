import type { BusAddress } from "./fleet.ts";

/** Orders that the fleet itself gives to agents. */
export interface AgentOrders {
	/**
	 * Makes an agent take a credential for a new key. Resolves with that key when it is in use.
	 * @throws AppError CLUSTER_SILENT when the agent did not finish in time, or the refusal of the agent or the bus.
	 */
	rotate(to: BusAddress, clusterName: string): Promise<string>;
}
