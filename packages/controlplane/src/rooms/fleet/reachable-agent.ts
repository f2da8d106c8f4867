import { AppError, type OrganisationId } from "@quarterdeck/contract";
import { type Agent, type Cluster, hasLiveAgent } from "./cluster.ts";
import type { BusAddress } from "./fleet.ts";
import type { FleetDeps } from "./fleet-deps.ts";
import { unknownCluster } from "./unknown-cluster.ts";

/** How an agent of the caller's organisation is found. */
export interface AgentSearch {
	readonly find: (name: string) => Promise<Cluster | undefined>;
	readonly addressOf: (agentId: Agent["id"]) => Promise<BusAddress | undefined>;
}

/** The agent of a cluster, to give it an order. @throws AppError CLUSTER_UNKNOWN, CLUSTER_NEVER_JOINED, CLUSTER_LOST when the agent is away. */
export async function reachableAgent(
	deps: Pick<FleetDeps, "fleetStore"> & AgentSearch,
	organisationId: OrganisationId,
	name: string,
): Promise<{
	readonly cluster: Cluster;
	readonly agent: Agent;
	readonly address: BusAddress;
}> {
	const cluster = await deps.find(name);
	if (!cluster) throw await unknownCluster(deps, organisationId, name);
	const { agent } = cluster;
	const address = agent && (await deps.addressOf(agent.id));
	if (!agent || !address)
		throw new AppError("CLUSTER_NEVER_JOINED", { cluster: name });
	if (!hasLiveAgent(cluster.state))
		throw new AppError("CLUSTER_LOST", {
			cluster: name,
			since: (agent.lastSeenAt ?? cluster.since).toISOString(),
		});
	return { cluster, agent, address };
}
