import type { BusAddress } from "./fleet.ts";

/** What the fleet itself orders of agents. */
export interface AgentOrders {
	/**
	 * Has an agent take a credential for a new key. Resolves with that key when it is in use.
	 * @throws AppError CLUSTER_SILENT when no end came in time, or as the agent or the bus refused it.
	 */
	rotate(to: BusAddress, clusterName: string): Promise<string>;
}
