import { type Caller, checkMay } from "../permissions/index.ts";
import type { Cluster } from "./cluster.ts";
import type { FleetDeps } from "./fleet-deps.ts";
import { pushBusAccountOf } from "./push-bus-accounts.ts";

import { unknownCluster } from "./unknown-cluster.ts";

/**
 * Removes a cluster, ends its join tokens and machine tokens and revokes its agents; the bus cuts their live connections. The name is free again.
 * @throws AppError NOT_ALLOWED, CLUSTER_UNKNOWN.
 */
export async function removeCluster(
	deps: FleetDeps,
	caller: Caller,
	name: string,
): Promise<Cluster> {
	await checkMay(deps, caller, "cluster.remove");
	const { organisationId } = caller;
	const who = {
		kind: "person",
		personId: caller.actor.personId,
		email: caller.actor.email,
	} as const;
	const removed = await deps.transact(async (tx) => {
		const at = deps.clock.now();
		const known = await deps.fleetStore.findCluster(
			organisationId,
			{ name },
			tx,
		);
		const cluster =
			known &&
			(await deps.fleetStore.removeCluster(tx, organisationId, known.id, at));
		if (!cluster) throw await unknownCluster(deps, organisationId, name);
		await deps.fleetStore.endJoinTokens(tx, organisationId, cluster.id, at);
		const revoked = await deps.fleetStore.revokeAgents(
			tx,
			organisationId,
			cluster.id,
			at,
		);
		await deps.signIn.endMachineTokensOf(tx, organisationId, cluster.id, who);
		for (const agent of revoked)
			await deps.audit.recordEvent(tx, {
				organisationId,
				code: "agent.revoked",
				who,
				outcome: "succeeded",
				subjectId: agent.id,
				clusters: [cluster],
			});
		await deps.audit.recordEvent(tx, {
			organisationId,
			code: "cluster.removed",
			who,
			outcome: "succeeded",
			subjectId: cluster.id,
			clusters: [cluster],
		});
		await deps.changedClusters.announce(tx, cluster);
		return cluster;
	});
	await pushBusAccountOf(deps, organisationId);
	return removed;
}
