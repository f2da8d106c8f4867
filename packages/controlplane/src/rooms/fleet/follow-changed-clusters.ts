import type { AgentId } from "@quarterdeck/contract";
import { coalesced } from "@quarterdeck/runtime";
import type { ChangedCluster } from "./changed-clusters.ts";
import type { ClusterListeners } from "./cluster-listeners.ts";
import type { FleetDeps } from "./fleet-deps.ts";
import type { LiveAgent, Liveness } from "./liveness.ts";

type Deps = Pick<FleetDeps, "fleetStore" | "changedClusters" | "log">;

/**
 * Applies decisions of every replica to this one: an agent that was revoked elsewhere is unknown here too,
 * and listeners get the change. @returns the function that stops it.
 */
export function followChangedClusters(
	deps: Deps,
	liveness: Liveness,
	listeners: ClusterListeners,
): () => void {
	const warn = (error: unknown) =>
		deps.log.warn("a change of the fleet was not applied", { error });

	async function takeChange(changed: ChangedCluster): Promise<void> {
		const { organisationId, id } = changed;
		const by = { id, evenRemoved: true };
		const cluster = await deps.fleetStore.findCluster(organisationId, by);
		liveness.forget(id, cluster?.agent?.id);
		if (cluster) listeners.publishCluster(liveness.overlay(cluster));
	}
	async function catchUp(): Promise<void> {
		for (const { organisationId, clusterId } of await findRevoked(
			deps,
			liveness,
		))
			await takeChange({ organisationId, id: clusterId });
		await listeners.publishAll();
	}
	const askToCatchUp = coalesced(catchUp, warn);
	return deps.changedClusters.follow((changed) => {
		if (changed) return void takeChange(changed).catch(warn);
		askToCatchUp();
	});
}

/** Agents that are known here and no longer in the store. */
async function findRevoked(
	{ fleetStore }: Deps,
	liveness: Liveness,
): Promise<readonly LiveAgent[]> {
	const here = [...liveness.all()];
	const known = new Set<AgentId>();
	for (let after: AgentId | undefined; ; ) {
		const batch = await fleetStore.listAgents({ limit: 1000, after });
		for (const { agentId } of batch) known.add(agentId);
		if (batch.length < 1000) break;
		after = batch.at(-1)?.agentId;
	}
	return here.filter(({ agentId }) => !known.has(agentId));
}
