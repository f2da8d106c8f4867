import type { GateRefusal } from "@quarterdeck/contract";
import { redactPath } from "../commands/index.ts";
import type { FleetAgent } from "./fleet.ts";
import type { FleetDeps } from "./fleet-deps.ts";

/** Runs cached per agent; a heartbeat reports fifty at most. */
const remembered = 200;
/** Records of one agent at once, and over a longer time: a report above that is written when it comes again and there is room. */
const burst = 50;
const perMinute = 10;

/** What is known of one agent's reports. */
interface Told {
	/** Requests that were recorded, by run. */
	readonly counts: Map<string, number>;
	left: number;
	atMs: number;
}

/**
 * Records the requests of plugins after the end of their run, which heartbeats report. The same report comes with many
 * heartbeats and to many replicas; it is recorded once for each count. Records are for ever, and whoever holds an agent's credential
 * can invent reports: they are written one after the other, and no more of one agent than the rate allows.
 */
export function createLateRequestRecorder(
	deps: Pick<FleetDeps, "audit" | "transact" | "log" | "clock">,
): (agent: FleetAgent, refusals: readonly GateRefusal[]) => void {
	const told = new Map<string, Told>();
	let last: Promise<void> = Promise.resolve();
	function write(agent: FleetAgent, refusal: GateRefusal, known: Told): void {
		last = last
			.then(() => record(deps, agent, refusal))
			.catch((error) => {
				known.counts.delete(refusal.runId);
				deps.log.warn("a late request was not recorded", {
					agentId: agent.agentId,
					runId: refusal.runId,
					error,
				});
			});
	}
	return (agent, refusals) => {
		if (refusals.length === 0) return;
		const nowMs = deps.clock.monotonicMs();
		const known = told.get(agent.agentId) ?? newcomer(nowMs);
		told.set(agent.agentId, known);
		for (const refusal of refusals) {
			if ((known.counts.get(refusal.runId) ?? 0) >= refusal.requests) continue;
			if (!takeTurn(known, nowMs)) return;
			known.counts.delete(refusal.runId);
			known.counts.set(refusal.runId, refusal.requests);
			const oldest = known.counts.keys().next().value;
			if (known.counts.size > remembered && oldest !== undefined)
				known.counts.delete(oldest);
			write(agent, refusal, known);
		}
	};
}

function newcomer(nowMs: number): Told {
	return { counts: new Map(), left: burst, atMs: nowMs };
}

function takeTurn(known: Told, nowMs: number): boolean {
	const earned = ((nowMs - known.atMs) / 60_000) * perMinute;
	known.left = Math.min(burst, known.left + earned);
	known.atMs = nowMs;
	if (known.left < 1) return false;
	known.left -= 1;
	return true;
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
