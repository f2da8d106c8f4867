import type { GateRefusal } from "@quarterdeck/contract";
import { redactPath } from "../commands/index.ts";
import type { FleetAgent } from "./fleet.ts";
import type { FleetDeps } from "./fleet-deps.ts";

/** Runs cached per agent; a heartbeat reports fifty at most. */
const remembered = 200;

/**
 * Records the requests of plugins after the end of their run, which heartbeats report. The same report comes with many
 * heartbeats and to many replicas; it is recorded once for each count.
 */
export function createLateRequestRecorder(
	deps: Pick<FleetDeps, "audit" | "transact" | "log">,
): (agent: FleetAgent, refusals: readonly GateRefusal[]) => void {
	const told = new Map<string, Map<string, number>>();
	return (agent, refusals) => {
		if (refusals.length === 0) return;
		const known = told.get(agent.agentId) ?? new Map<string, number>();
		told.set(agent.agentId, known);
		for (const refusal of refusals) {
			if ((known.get(refusal.runId) ?? 0) >= refusal.requests) continue;
			known.delete(refusal.runId);
			known.set(refusal.runId, refusal.requests);
			const oldest = known.keys().next().value;
			if (known.size > remembered && oldest !== undefined) known.delete(oldest);
			record(deps, agent, refusal).catch((error) => {
				known.delete(refusal.runId);
				deps.log.warn("a late request was not recorded", {
					agentId: agent.agentId,
					runId: refusal.runId,
					error,
				});
			});
		}
	};
}

async function record(
	deps: Pick<FleetDeps, "audit" | "transact">,
	agent: FleetAgent,
	refusal: GateRefusal,
): Promise<void> {
	// Every replica receives the same heartbeat at the same moment.
	const { organisationId, agentId } = agent;
	await deps.transact((tx) =>
		deps.audit.recordEventOnce(tx, {
			organisationId,
			code: "gate.refused",
			who: { kind: "agent", agentId },
			outcome: "denied",
			subjectId: refusal.runId,
			clusters: [{ id: agent.clusterId, name: agent.clusterName }],
			facts: {
				reason: "the plugin went on after its run had ended",
				lateRequests: refusal.requests,
				firstAt: refusal.firstAt,
				lastAt: refusal.lastAt,
				request: `${refusal.method} ${redactPath(refusal.path)}`,
			},
		}),
	);
}
