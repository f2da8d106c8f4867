import { AppError } from "@quarterdeck/contract";
import { type Caller, checkMay } from "../permissions/index.ts";
import type { Cluster } from "./cluster.ts";
import type { FleetDeps } from "./fleet-deps.ts";
import { pushBusAccountOf } from "./push-bus-accounts.ts";
import { unknownCluster } from "./unknown-cluster.ts";

/**
 * Revokes the agent of a cluster; the bus cuts its live connection. The cluster stays, joining: only a new join token lets an
 * agent in again.
 * @throws AppError NOT_ALLOWED, CLUSTER_UNKNOWN, CLUSTER_NEVER_JOINED when there is no agent to cut off.
 */
export async function revokeCredential(
	deps: FleetDeps,
	caller: Caller,
	name: string,
): Promise<Cluster> {
	await checkMay(deps, caller, "cluster.revoke");
	const { organisationId, actor } = caller;
	const { fleetStore } = deps;
	const joining = await deps.transact(async (tx) => {
		const at = deps.clock.now();
		const known = await fleetStore.findCluster(organisationId, { name }, tx);
		const cluster =
			known && (await fleetStore.lockCluster(tx, organisationId, known.id));
		if (!cluster) throw await unknownCluster(deps, organisationId, name);
		const revoked = await fleetStore.revokeAgents(
			tx,
			organisationId,
			cluster.id,
			at,
		);
		if (revoked.length === 0)
			throw new AppError("CLUSTER_NEVER_JOINED", { cluster: name });
		await fleetStore.endJoinTokens(tx, organisationId, cluster.id, at);
		await fleetStore.awaitAgent(tx, organisationId, cluster.id, at);
		for (const { id } of revoked)
			await deps.audit.recordEvent(tx, {
				organisationId,
				code: "agent.revoked",
				who: { kind: "person", personId: actor.personId, email: actor.email },
				outcome: "succeeded",
				subjectId: id,
				clusters: [cluster],
				facts: { reason: "its credential was revoked" },
			});
		await deps.changedClusters.announce(tx, cluster);
		return {
			...cluster,
			state: "joining",
			since: at,
			agent: undefined,
		} as const;
	});
	await pushBusAccountOf(deps, organisationId);
	return joining;
}
