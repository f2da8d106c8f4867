import {
	AppError,
	type Credential,
	idFromSubjectToken,
} from "@quarterdeck/contract";
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

/**
 * A fresh credential for the agent's own key.
 * @throws AppError JOIN_TOKEN_INVALID for a stranger or a revoked agent: it must join anew.
 */
export async function renewCredential(
	deps: FleetDeps,
	from: BusAddress,
): Promise<Credential> {
	const speaker = await findSpeaker(deps, from);
	if (!speaker) throw new AppError("JOIN_TOKEN_INVALID", {});
	const { organisationId, agentId } = speaker;
	const expiresAt = credentialEnd(deps, deps.clock.now());
	await deps.transact(async (tx) => {
		const extended = await deps.fleetStore.extendCredential(
			tx,
			organisationId,
			agentId,
			expiresAt,
		);
		if (!extended) throw new AppError("JOIN_TOKEN_INVALID", {});
		await deps.audit.recordEvent(tx, {
			organisationId,
			code: "agent.renewed",
			who: { kind: "agent", agentId },
			outcome: "succeeded",
			subjectId: agentId,
			clusters: [{ id: speaker.clusterId, name: speaker.clusterName }],
			facts: { expiresAt: expiresAt.toISOString() },
		});
	});
	return credentialFor(deps, organisationId, {
		id: agentId,
		userKey: speaker.userKey,
		credentialExpiresAt: expiresAt,
	});
}
