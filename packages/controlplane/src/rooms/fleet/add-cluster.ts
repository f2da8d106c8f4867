import { AppError, formatJoinToken, subjectToken } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import { type Caller, checkMay } from "../permissions/index.ts";
import { type Cluster, checkClusterName } from "./cluster.ts";
import type { AddedCluster, Fleet } from "./fleet.ts";
import type { FleetDeps } from "./fleet-deps.ts";
import type { JoinToken } from "./fleet-store.ts";
import { checkLabels } from "./labels.ts";
import { busAccountKeys, prepareOrganisation } from "./push-bus-accounts.ts";

import { unknownCluster } from "./unknown-cluster.ts";

/**
 * Adds a cluster, or with `again` finds the known one, and makes the join token for its agent. Tokens made before for the same
 * cluster end: one is valid at a time.
 * @throws AppError NOT_ALLOWED, CLUSTER_NAME_INVALID, CLUSTER_NAME_TAKEN, CLUSTER_UNKNOWN (with `again`), INPUT_INVALID (labels).
 */
export async function addCluster(
	deps: FleetDeps,
	caller: Caller,
	wanted: Parameters<Fleet["addCluster"]>[1],
): Promise<AddedCluster> {
	await checkMay(deps, caller, "cluster.add");
	checkClusterName(wanted.name);
	checkLabels(wanted.labels ?? {});
	const { organisationId } = caller;
	if (!(await deps.fleetStore.findBusAccount(organisationId)))
		await prepareOrganisation(deps, organisationId);
	const made = await deps.transact(async (tx) => {
		const cluster = wanted.again
			? await knownCluster(deps, tx, caller, wanted.name)
			: await newCluster(deps, tx, caller, wanted);
		const token = await newToken(deps, tx, caller, cluster);
		await deps.audit.recordEvent(tx, {
			organisationId,
			code: wanted.again ? "cluster.rejoining" : "cluster.added",
			who: {
				kind: "person",
				personId: caller.actor.personId,
				email: caller.actor.email,
			},
			outcome: "succeeded",
			subjectId: cluster.id,
			clusters: [cluster],
			facts: {
				joinToken: token.id,
				labels: Object.entries(cluster.labels).map(([k, v]) => `${k}=${v}`),
			},
		});
		return { cluster, token };
	});
	return describeToken(deps, made.cluster, made.token);
}

async function knownCluster(
	deps: FleetDeps,
	tx: Transaction,
	caller: Caller,
	name: string,
): Promise<Cluster> {
	const { organisationId } = caller;
	const by = { name };
	const cluster = await deps.fleetStore.findCluster(organisationId, by, tx);
	if (!cluster) throw await unknownCluster(deps, organisationId, name);
	return cluster;
}

async function newCluster(
	deps: FleetDeps,
	tx: Transaction,
	caller: Caller,
	wanted: Parameters<Fleet["addCluster"]>[1],
): Promise<Cluster> {
	const now = deps.clock.now();
	const cluster: Cluster = {
		id: deps.newId("cluster"),
		organisationId: caller.organisationId,
		name: wanted.name,
		labels: wanted.labels ?? {},
		state: "joining",
		since: now,
		createdAt: now,
		removedAt: undefined,
		agent: undefined,
	};
	if (!(await deps.fleetStore.insertCluster(tx, cluster)))
		throw new AppError("CLUSTER_NAME_TAKEN", { cluster: wanted.name });
	await deps.changedClusters.announce(tx, cluster);
	return cluster;
}

async function newToken(
	deps: FleetDeps,
	tx: Transaction,
	caller: Caller,
	cluster: Cluster,
): Promise<JoinToken> {
	const createdAt = deps.clock.now();
	const lifeMs = deps.settings.joinTokenSeconds * 1000;
	const token: JoinToken = {
		id: deps.newId("joinToken"),
		organisationId: cluster.organisationId,
		clusterId: cluster.id,
		madeBy: caller.actor.personId,
		createdAt,
		expiresAt: new Date(createdAt.getTime() + lifeMs),
		usedAt: undefined,
	};
	await deps.fleetStore.endJoinTokens(
		tx,
		cluster.organisationId,
		cluster.id,
		createdAt,
	);
	await deps.fleetStore.insertJoinToken(tx, token);
	return token;
}

async function describeToken(
	deps: FleetDeps,
	cluster: Cluster,
	token: JoinToken,
): Promise<AddedCluster> {
	const inst = subjectToken(token.id);
	const keys = await busAccountKeys(deps, cluster.organisationId);
	const credential = deps.busAccounts.enrolmentCredential({
		keys,
		inst,
		issuedAt: token.createdAt,
		expiresAt: token.expiresAt,
	});
	const ca = deps.settings.authorities();
	const text = formatJoinToken({
		servers: [...deps.settings.servers],
		inst,
		...credential,
		cluster: cluster.name,
		...(ca ? { ca } : {}),
		orderKeys: [...deps.orderKeys.publicKeysOf(keys)],
	});
	return { cluster, token: text, expiresAt: token.expiresAt };
}
