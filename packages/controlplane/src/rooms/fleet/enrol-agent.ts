import {
	AppError,
	type EnrolReply,
	type EnrolRequest,
	idFromSubjectToken,
	type OrganisationId,
	protocolVersion,
	type RenewReply,
	subjectToken,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import { nobodySpeaks } from "./agent-presence.ts";
import type { Agent, Cluster } from "./cluster.ts";
import type { BusAddress } from "./fleet.ts";
import type { FleetDeps } from "./fleet-deps.ts";
import type { JoinToken } from "./fleet-store.ts";
import { busAccountKeys, pushBusAccountOf } from "./push-bus-accounts.ts";

/**
 * Exchanges a join token for an agent's first credential. The bus verifies the token; its row makes it work once.
 * The same key may ask again, because a reply can be lost. The previous agent of the cluster is revoked in the same transaction.
 * @throws AppError JOIN_TOKEN_INVALID, JOIN_TOKEN_USED, JOIN_TOKEN_EXPIRED, AGENT_INCOMPATIBLE.
 */
export async function enrolAgent(
	deps: FleetDeps,
	from: BusAddress,
	request: EnrolRequest,
): Promise<EnrolReply> {
	if (request.protocol !== protocolVersion)
		throw new AppError("AGENT_INCOMPATIBLE", {
			theirs: request.protocol,
			ours: protocolVersion,
		});
	const token = await findToken(deps, from);
	const cluster = await deps.fleetStore.findCluster(token.organisationId, {
		id: token.clusterId,
	});
	if (!cluster) throw new AppError("JOIN_TOKEN_INVALID", {});
	if (token.usedAt && cluster.agent?.userKey === request.userKey)
		return replyTo(deps, cluster, cluster.agent);
	await refuseSpentToken(deps, token, cluster);
	const agent = newAgent(deps, request);
	let revoked: number;
	try {
		revoked = await deps.transact((tx) =>
			enrolIn(deps, tx, { token, cluster, agent }),
		);
	} catch (error) {
		return replyToFirst(deps, token, agent, error);
	}
	if (revoked > 0) await pushBusAccountOf(deps, token.organisationId);
	deps.log.info("an agent was enrolled", {
		organisationId: token.organisationId,
		cluster: cluster.name,
		agentId: agent.id,
	});
	return replyTo(deps, cluster, agent);
}

/** The same question may be asked again before its first asking is answered; of two, the other one enrolled the key. */
async function replyToFirst(
	deps: FleetDeps,
	{ organisationId, clusterId }: JoinToken,
	{ userKey }: Agent,
	error: unknown,
): Promise<EnrolReply> {
	const isUsed = error instanceof AppError && error.code === "JOIN_TOKEN_USED";
	const cluster = isUsed
		? await deps.fleetStore.findCluster(organisationId, { id: clusterId })
		: undefined;
	if (cluster?.agent?.userKey !== userKey) throw error;
	return replyTo(deps, cluster, cluster.agent);
}

async function findToken(
	deps: FleetDeps,
	from: BusAddress,
): Promise<JoinToken> {
	const organisationId = await deps.fleetStore.organisationOfBusAccount(
		from.busAccount,
	);
	const id = idFromSubjectToken("joinToken", from.inst);
	const token =
		organisationId &&
		id &&
		(await deps.fleetStore.findJoinToken(organisationId, id));
	if (!token) throw new AppError("JOIN_TOKEN_INVALID", {});
	return token;
}

async function refuseSpentToken(
	deps: FleetDeps,
	token: JoinToken,
	cluster: Cluster,
): Promise<void> {
	const reason = await spent(deps, token);
	if (!reason) return;
	// Whoever has a token that is spent can ask without end.
	await deps.transact((tx) =>
		deps.audit.recordEventOnce(tx, {
			organisationId: token.organisationId,
			code: "agent.enrolment-refused",
			who: { kind: "process", processId: deps.processId },
			outcome: "denied",
			subjectId: token.id,
			clusters: [cluster],
			facts: { reason },
		}),
	);
	if (reason === "maker removed") throw new AppError("JOIN_TOKEN_INVALID", {});
	throw spentToken(token, cluster);
}

/** Why a token is not valid; undefined for a valid one. */
async function spent(
	deps: FleetDeps,
	token: JoinToken,
): Promise<"used" | "expired" | "maker removed" | undefined> {
	if (token.usedAt) return "used";
	if (token.expiresAt.getTime() <= deps.clock.now().getTime()) return "expired";
	const { organisationId, madeBy } = token;
	const maker =
		madeBy && (await deps.people.findPerson(organisationId, madeBy));
	return maker?.removedAt ? "maker removed" : undefined;
}

function spentToken(token: JoinToken, cluster: Cluster): AppError {
	return token.usedAt
		? new AppError("JOIN_TOKEN_USED", { cluster: cluster.name })
		: new AppError("JOIN_TOKEN_EXPIRED", {
				cluster: cluster.name,
				endedAt: token.expiresAt.toISOString(),
			});
}

function newAgent(deps: FleetDeps, request: EnrolRequest): Agent {
	const enrolledAt = deps.clock.now();
	return {
		id: deps.newId("agent"),
		userKey: request.userKey,
		enrolledAt,
		credentialExpiresAt: credentialEnd(deps, enrolledAt),
		lastSeenAt: undefined,
		agentVersion: request.agentVersion,
		protocol: request.protocol,
		clusterUid: request.clusterUid,
		configurationVersion: 0,
		running: 0,
		kubernetes: undefined,
		plugins: [],
		presence: nobodySpeaks,
	};
}

/** When a credential issued at this instant ends; whole seconds, as its JWT has it. */
export function credentialEnd(deps: FleetDeps, issuedAt: Date): Date {
	const seconds = Math.floor(issuedAt.getTime() / 1000);
	return new Date((seconds + deps.settings.credentialSeconds) * 1000);
}

async function enrolIn(
	deps: FleetDeps,
	tx: Transaction,
	enrolment: { token: JoinToken; cluster: Cluster; agent: Agent },
): Promise<number> {
	const { token, cluster, agent } = enrolment;
	const { organisationId } = token;
	const at = agent.enrolledAt;
	// Without the lock a concurrent revocation would not see this agent, and the agent would stay.
	if (!(await deps.fleetStore.lockCluster(tx, organisationId, cluster.id)))
		throw new AppError("JOIN_TOKEN_INVALID", {});
	if (!(await deps.fleetStore.useJoinToken(tx, organisationId, token.id, at)))
		throw spentToken({ ...token, usedAt: at }, cluster);
	const revoked = await deps.fleetStore.revokeAgents(
		tx,
		organisationId,
		cluster.id,
		at,
	);
	await deps.fleetStore.insertAgent(tx, organisationId, cluster.id, agent);
	const who = { kind: "agent", agentId: agent.id } as const;
	for (const old of revoked)
		await deps.audit.recordEvent(tx, {
			organisationId,
			code: "agent.revoked",
			who,
			outcome: "succeeded",
			subjectId: old.id,
			clusters: [cluster],
			facts: { reason: "another agent was enrolled for the cluster" },
		});
	await deps.audit.recordEvent(tx, {
		organisationId,
		code: "agent.enrolled",
		who,
		outcome: "succeeded",
		subjectId: agent.id,
		clusters: [cluster],
		facts: {
			joinToken: token.id,
			agentVersion: agent.agentVersion,
			userKey: agent.userKey,
			...(agent.clusterUid ? { clusterUid: agent.clusterUid } : {}),
		},
	});
	await deps.changedClusters.announce(tx, cluster);
	return revoked.length;
}

async function replyTo(
	deps: FleetDeps,
	cluster: Cluster,
	agent: Agent,
): Promise<EnrolReply> {
	const { organisationId } = cluster;
	const issued = await credentialFor(deps, organisationId, agent);
	const { orderKeys, ...credential } = issued;
	return {
		agentId: agent.id,
		clusterId: cluster.id,
		clusterName: cluster.name,
		credential,
		servers: [...deps.settings.servers],
		orderKeys,
	};
}

/** A credential for the agent's own key that ends at `credentialExpiresAt`, the authorities of the bus as they are now, and the keys the agent obeys. */
export async function credentialFor(
	deps: FleetDeps,
	organisationId: OrganisationId,
	agent: Pick<Agent, "id" | "userKey" | "credentialExpiresAt">,
): Promise<RenewReply> {
	const keys = await busAccountKeys(deps, organisationId);
	const jwt = deps.busAccounts.agentJwt({
		keys,
		inst: subjectToken(agent.id),
		userKey: agent.userKey,
		issuedAt: deps.clock.now(),
		expiresAt: agent.credentialExpiresAt,
	});
	const ca = deps.settings.authorities();
	return {
		jwt,
		expiresAt: agent.credentialExpiresAt.toISOString(),
		...(ca ? { ca } : {}),
		orderKeys: [...deps.orderKeys.publicKeysOf(keys)],
	};
}
