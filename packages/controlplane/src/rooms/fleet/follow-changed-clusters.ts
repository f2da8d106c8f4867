import type { AgentId } from "@quarterdeck/contract";
import type { Audience } from "./audience.ts";
import type { ChangedCluster } from "./changed-clusters.ts";
import type { FleetDeps } from "./fleet-deps.ts";
import type { LiveAgent, Liveness } from "./liveness.ts";

type Deps = Pick<FleetDeps, "fleetStore" | "changedClusters" | "log">;

/**
 * Keeps this replica in step with what is decided on any of them: an agent that speaks for its cluster no more is a stranger here too,
 * and who listens is told. @returns what stops it.
 */
export function followChangedClusters(
	deps: Deps,
	liveness: Liveness,
	audience: Audience,
): () => void {
	const warn = (error: unknown) =>
		deps.log.warn("a change of the fleet was not taken in", { error });
	let catchingUp = Promise.resolve();

	async function hear(changed: ChangedCluster): Promise<void> {
		const { organisationId, id } = changed;
		const by = { id, evenRemoved: true };
		const cluster = await deps.fleetStore.findCluster(organisationId, by);
		liveness.forget(id, cluster?.agent?.id);
		if (cluster) audience.tellOf(liveness.overlay(cluster));
	}
	async function catchUp(): Promise<void> {
		for (const { organisationId, clusterId } of await findRevoked(
			deps,
			liveness,
		))
			await hear({ organisationId, id: clusterId });
		await audience.tellAll();
	}
	return deps.changedClusters.follow((changed) => {
		if (changed) return void hear(changed).catch(warn);
		catchingUp = catchingUp.then(catchUp).catch(warn);
	});
}

/** Agents that are known here and that the store does not know (any more). */
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
