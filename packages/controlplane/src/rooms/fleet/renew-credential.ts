import {
	AppError,
	type Credential,
	idFromSubjectToken,
	type RenewRequest,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import { pushAccountOf } from "./accounts.ts";
import { credentialEnd, credentialFor } from "./enrol-agent.ts";
import type { BusAddress } from "./fleet.ts";
import type { FleetDeps } from "./fleet-deps.ts";
import type { KnownAgent } from "./fleet-store.ts";

/**
 * The unrevoked agent that stands behind an address. The account decides the organisation: an agent's id that belongs to
 * another one is a stranger's.
 */
export async function findSpeaker(
	deps: Pick<FleetDeps, "fleetStore">,
	from: BusAddress,
): Promise<KnownAgent | undefined> {
	const agentId = idFromSubjectToken("agent", from.inst);
	if (!agentId) return undefined;
	const organisationId = await deps.fleetStore.organisationOfAccount(
		from.account,
	);
	if (!organisationId) return undefined;
	return deps.fleetStore.findAgent(organisationId, agentId);
}

/** An offered key that is not asked for within this time after the wish for it is not taken. */
const rotationSeconds = 120;

/**
 * A fresh credential for the agent's own key; in a rotation, for the key it offers. Once a connection made with the offered key asks,
 * that key is the agent's and the one before is refused by the bus.
 * @throws AppError JOIN_TOKEN_INVALID for a stranger or a revoked agent: it must join anew; NOT_ALLOWED for a key nobody asked for.
 */
export async function renewCredential(
	deps: FleetDeps,
	from: BusAddress,
	request: RenewRequest = {},
): Promise<Credential> {
	const speaker = await findSpeaker(deps, from);
	if (!speaker) throw new AppError("JOIN_TOKEN_INVALID", {});
	const { organisationId, agentId } = speaker;
	const { inUse } = request;
	const isSettled =
		inUse !== undefined &&
		inUse === speaker.nextUserKey &&
		(await settle(deps, speaker, inUse));
	const current = isSettled ? inUse : speaker.userKey;
	const userKey = request.userKey ?? current;
	const expiresAt = credentialEnd(deps, deps.clock.now());
	await deps.transact((tx) =>
		extend(deps, tx, { speaker, userKey, expiresAt, current }),
	);
	return credentialFor(deps, organisationId, {
		id: agentId,
		userKey,
		credentialExpiresAt: expiresAt,
	});
}

async function extend(
	deps: FleetDeps,
	tx: Transaction,
	renewal: {
		readonly speaker: KnownAgent;
		readonly userKey: string;
		readonly expiresAt: Date;
		readonly current: string;
	},
): Promise<void> {
	const { speaker, userKey, expiresAt, current } = renewal;
	const { organisationId, agentId } = speaker;
	if (userKey !== current) await offer(deps, tx, speaker, userKey);
	const extended = await deps.fleetStore.extendCredential(
		tx,
		organisationId,
		agentId,
		expiresAt,
	);
	if (!extended) throw new AppError("JOIN_TOKEN_INVALID", {});
	await deps.audit.recordEvent(tx, {
		...eventOf(speaker),
		code: "agent.renewed",
		facts: {
			expiresAt: expiresAt.toISOString(),
			...(userKey === current ? {} : { userKey }),
		},
	});
}

async function offer(
	deps: FleetDeps,
	tx: Transaction,
	speaker: KnownAgent,
	userKey: string,
): Promise<void> {
	const at = deps.clock.now();
	const notBefore = new Date(at.getTime() - rotationSeconds * 1000);
	const isTaken = await deps.fleetStore.offerKey(
		tx,
		speaker.organisationId,
		speaker.agentId,
		{ userKey, notBefore, at },
	);
	if (!isTaken)
		throw new AppError("NOT_ALLOWED", {
			person: `The agent of ${speaker.clusterName}`,
			action: "take a new key",
			hint: "Nobody asked for one. Ask with: qd cluster rotate NAME",
		});
}

/** Whether this call made the offered key the agent's. */
async function settle(
	deps: FleetDeps,
	speaker: KnownAgent,
	userKey: string,
): Promise<boolean> {
	const { organisationId, agentId } = speaker;
	const settled = await deps.transact(async (tx) => {
		const at = deps.clock.now();
		const isSettled = await deps.fleetStore.settleKey(
			tx,
			organisationId,
			agentId,
			{ userKey, at },
		);
		if (!isSettled) return false;
		await deps.audit.recordEvent(tx, {
			...eventOf(speaker),
			code: "agent.rotated",
			facts: { userKey, replaced: speaker.userKey },
		});
		const cluster = { organisationId, id: speaker.clusterId };
		await deps.changedClusters.announce(tx, cluster);
		return true;
	});
	if (settled) await pushAccountOf(deps, organisationId);
	return settled;
}

function eventOf({
	organisationId,
	agentId,
	clusterId,
	clusterName,
}: KnownAgent) {
	return {
		organisationId,
		who: { kind: "agent", agentId },
		outcome: "succeeded",
		subjectId: agentId,
		clusters: [{ id: clusterId, name: clusterName }],
	} as const;
}
