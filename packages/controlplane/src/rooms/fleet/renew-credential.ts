import {
	type AgentId,
	AppError,
	idFromSubjectToken,
	type RenewReply,
	type RenewRequest,
} from "@quarterdeck/contract";
import type { Clock, Transaction } from "@quarterdeck/runtime";
import { credentialEnd, credentialFor } from "./enrol-agent.ts";
import type { BusAddress } from "./fleet.ts";
import type { FleetDeps } from "./fleet-deps.ts";
import type { KnownAgent } from "./fleet-store.ts";
import { pushBusAccountOf } from "./push-bus-accounts.ts";

/**
 * The unrevoked agent at an address. The bus account decides the organisation: the id of an agent of another organisation is
 * unknown.
 */
export async function findCaller(
	deps: Pick<FleetDeps, "fleetStore">,
	from: BusAddress,
): Promise<KnownAgent | undefined> {
	const agentId = idFromSubjectToken("agent", from.inst);
	if (!agentId) return undefined;
	const organisationId = await deps.fleetStore.organisationOfBusAccount(
		from.busAccount,
	);
	if (!organisationId) return undefined;
	return deps.fleetStore.findAgent(organisationId, agentId);
}

/** A rotation ends after this time: a key that an agent offers later is refused. */
const rotationSeconds = 120;

/**
 * A fresh credential for the agent's own key; in a rotation, for the key it offers. Once a connection made with the offered key asks,
 * that key is the agent's and the one before is refused by the bus.
 * @throws AppError JOIN_TOKEN_INVALID for an unknown or revoked agent, which must join again; NOT_ALLOWED for a key nobody asked for.
 */
export async function renewCredential(
	deps: FleetDeps,
	from: BusAddress,
	request: RenewRequest,
	mayRecord: ReturnType<typeof createRenewalRate>,
): Promise<RenewReply> {
	const caller = await findCaller(deps, from);
	if (!caller) throw new AppError("JOIN_TOKEN_INVALID", {});
	const { organisationId, agentId } = caller;
	const { inUse } = request;
	const isSettled =
		inUse !== undefined &&
		inUse === caller.nextUserKey &&
		(await settle(deps, caller, inUse));
	const current = isSettled ? inUse : caller.userKey;
	const userKey = request.userKey ?? current;
	const expiresAt = credentialEnd(deps, deps.clock.now());
	await deps.transact((tx) =>
		extend(deps, tx, { caller, userKey, expiresAt, current, mayRecord }),
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
		readonly caller: KnownAgent;
		readonly userKey: string;
		readonly expiresAt: Date;
		readonly current: string;
		readonly mayRecord: ReturnType<typeof createRenewalRate>;
	},
): Promise<void> {
	const { caller, userKey, expiresAt, current } = renewal;
	const { organisationId, agentId } = caller;
	if (userKey !== current) await offer(deps, tx, caller, userKey);
	const extended = await deps.fleetStore.extendCredential(
		tx,
		organisationId,
		agentId,
		expiresAt,
	);
	if (!extended) throw new AppError("JOIN_TOKEN_INVALID", {});
	if (!renewal.mayRecord(agentId, userKey)) return;
	await deps.audit.recordEvent(tx, {
		...eventOf(caller),
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
	caller: KnownAgent,
	userKey: string,
): Promise<void> {
	const at = deps.clock.now();
	const notBefore = new Date(at.getTime() - rotationSeconds * 1000);
	const isTaken = await deps.fleetStore.offerKey(
		tx,
		caller.organisationId,
		caller.agentId,
		{ userKey, notBefore, at },
	);
	if (!isTaken)
		throw new AppError("NOT_ALLOWED", {
			person: `The agent of ${caller.clusterName}`,
			action: "take a new key",
			hint: "Nobody requested a rotation. To request one, run: qd cluster rotate NAME",
		});
}

/** Renewals of one agent for the same key are recorded at most this often: whoever has its credential can ask without end. */
const recordEveryMs = 60_000;

/** Tells whether a renewal of the agent is to be recorded, and counts it then. */
export function createRenewalRate(
	clock: Clock,
): (agentId: AgentId, userKey: string) => boolean {
	const last = new Map<AgentId, { userKey: string; atMs: number }>();
	return (agentId, userKey) => {
		const atMs = clock.monotonicMs();
		const known = last.get(agentId);
		const isRepeated = known?.userKey === userKey;
		if (isRepeated && atMs - known.atMs < recordEveryMs) return false;
		last.set(agentId, { userKey, atMs });
		return true;
	};
}

/** Whether this call made the offered key the agent's. */
async function settle(
	deps: FleetDeps,
	caller: KnownAgent,
	userKey: string,
): Promise<boolean> {
	const { organisationId, agentId } = caller;
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
			...eventOf(caller),
			code: "agent.rotated",
			facts: { userKey, replaced: caller.userKey },
		});
		const cluster = { organisationId, id: caller.clusterId };
		await deps.changedClusters.announce(tx, cluster);
		return true;
	});
	if (settled) await pushBusAccountOf(deps, organisationId);
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
