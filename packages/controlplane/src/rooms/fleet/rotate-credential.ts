import { AppError } from "@quarterdeck/contract";
import { type Caller, checkMay } from "../permissions/index.ts";
import type { Cluster } from "./cluster.ts";
import type { FleetDeps } from "./fleet-deps.ts";
import { type AgentSearch, reachableAgent } from "./reachable-agent.ts";

/**
 * Makes a cluster's agent create a new key and take a credential for it at once. Resolves when the new one is in use and the bus refuses
 * the old one; until then the old one is valid, so that an agent that cannot rotate is not cut off.
 * @throws AppError NOT_ALLOWED, CLUSTER_UNKNOWN, CLUSTER_NEVER_JOINED, CLUSTER_LOST when the agent is away, CLUSTER_SILENT.
 */
export async function rotateCredential(
	deps: FleetDeps & AgentSearch,
	caller: Caller,
	name: string,
): Promise<Cluster> {
	await checkMay(deps, caller, "cluster.rotate");
	const { organisationId } = caller;
	const { cluster, agent, address } = await reachableAgent(
		deps,
		organisationId,
		name,
	);
	await ask(deps, caller, cluster, agent.id);
	const userKey = await deps.agentOrders.rotate(address, name);
	const known = await deps.fleetStore.findAgent(organisationId, agent.id);
	if (known?.userKey !== userKey)
		throw new AppError("CLUSTER_SILENT", {
			cluster: name,
			seconds: 0,
			hint: "Its agent reported a new key but did not use it. Try again.",
		});
	return (await deps.find(name)) ?? cluster;
}

async function ask(
	deps: FleetDeps,
	{ organisationId, actor }: Caller,
	cluster: Cluster,
	agentId: NonNullable<Cluster["agent"]>["id"],
): Promise<void> {
	await deps.transact(async (tx) => {
		const at = deps.clock.now();
		const isThere = await deps.fleetStore.askForRotation(
			tx,
			organisationId,
			agentId,
			at,
		);
		if (!isThere)
			throw new AppError("CLUSTER_NEVER_JOINED", { cluster: cluster.name });
		await deps.audit.recordEvent(tx, {
			organisationId,
			code: "agent.rotation-asked",
			who: { kind: "person", personId: actor.personId, email: actor.email },
			outcome: "succeeded",
			subjectId: agentId,
			clusters: [cluster],
		});
	});
}
