import { type Caller, checkMay } from "../permissions/index.ts";
import type { Cluster } from "./cluster.ts";
import type { UnusedJoinToken } from "./fleet.ts";
import type { FleetDeps } from "./fleet-deps.ts";
import { unknownCluster } from "./unknown-cluster.ts";

/**
 * Ends the join token of a cluster that no agent has used; without one nothing happens. The cluster and its agent stay.
 * @throws AppError NOT_ALLOWED, CLUSTER_UNKNOWN.
 */
export async function endJoinToken(
	deps: FleetDeps,
	caller: Caller,
	name: string,
): Promise<Cluster> {
	await checkMay(deps, caller, "cluster.add");
	const { organisationId, actor } = caller;
	return deps.transact(async (tx) => {
		const cluster = await deps.fleetStore.findCluster(
			organisationId,
			{ name },
			tx,
		);
		if (!cluster) throw await unknownCluster(deps, organisationId, name);
		const at = deps.clock.now();
		const ended = await deps.fleetStore.endJoinTokens(
			tx,
			organisationId,
			cluster.id,
			at,
		);
		for (const joinToken of ended)
			await deps.audit.recordEvent(tx, {
				organisationId,
				code: "cluster.join-ended",
				who: { kind: "person", personId: actor.personId, email: actor.email },
				outcome: "succeeded",
				subjectId: cluster.id,
				clusters: [cluster],
				facts: { joinToken },
			});
		return cluster;
	});
}

/** The join token that waits for an agent of the cluster, or undefined when there is no such token or cluster. */
export async function findUnusedJoinToken(
	{ fleetStore }: Pick<FleetDeps, "fleetStore">,
	organisationId: Caller["organisationId"],
	name: string,
): Promise<UnusedJoinToken | undefined> {
	const cluster = await fleetStore.findCluster(organisationId, { name });
	const token =
		cluster &&
		(await fleetStore.findUnusedJoinToken(organisationId, cluster.id));
	if (!token) return undefined;
	const { id, createdAt, expiresAt } = token;
	return { id, createdAt, expiresAt };
}
