import type { GateRefusal } from "@quarterdeck/contract";
import type { Timer } from "@quarterdeck/runtime";
import { redactPath } from "../commands/index.ts";
import type { FleetAgent } from "./fleet.ts";
import type { FleetDeps } from "./fleet-deps.ts";

/** Runs cached per agent; a heartbeat reports fifty at most. */
const remembered = 200;

/** Reports of an agent that are recorded one by one in a minute. A compromised agent could make up fifty with each heartbeat. */
const reportsPerMinute = 10;
const minuteMs = 60_000;

type RecorderDeps = Pick<FleetDeps, "audit" | "transact" | "log" | "clock">;

export interface LateRequestRecorder {
	record(agent: FleetAgent, refusals: readonly GateRefusal[]): void;
	/** Writes the sums of minutes that are not over yet. */
	stop(): Promise<void>;
}

/** What is known of an agent's reports: the count of each run, and this minute's. */
interface AgentReports {
	readonly counts: Map<string, number>;
	minute: number;
	recorded: number;
	sum: Sum | undefined;
}

/** The reports of a minute that are over the limit. */
interface Sum {
	readonly timer: Timer;
	reports: number;
	lateRequests: number;
}

/**
 * Records the requests of plugins after the end of their run, which heartbeats report. The same report comes with many
 * heartbeats and to many replicas; it is recorded once for each count, and what is more than `reportsPerMinute` as one record with
 * the sums of that minute.
 */
export function createLateRequestRecorder(
	deps: RecorderDeps,
): LateRequestRecorder {
	const reports = new Map<string, AgentReports>();
	const writing = new Map<AgentReports, FleetAgent>();

	function take(agent: FleetAgent, refusal: GateRefusal): void {
		const known = knownOf(reports, agent);
		const before = known.counts.get(refusal.runId) ?? 0;
		if (before >= refusal.requests) return;
		remember(known.counts, refusal);
		const minute = Math.floor(deps.clock.now().getTime() / minuteMs);
		// A timer that is late must not have this minute counted into the one before.
		if (known.minute !== minute) {
			void writeSum(known);
			known.minute = minute;
			known.recorded = 0;
		}
		if (known.recorded < reportsPerMinute) {
			known.recorded++;
			void write(agent, reportEvent(agent, refusal), () =>
				known.counts.delete(refusal.runId),
			);
			return;
		}
		known.sum ??= beginSum(agent, known, minute);
		known.sum.reports++;
		known.sum.lateRequests += refusal.requests - before;
	}

	function beginSum(agent: FleetAgent, known: AgentReports, minute: number) {
		writing.set(known, agent);
		const leftMs = (minute + 1) * minuteMs - deps.clock.now().getTime();
		const timer = deps.clock.after(leftMs, () => void writeSum(known));
		return { timer, reports: 0, lateRequests: 0 };
	}

	async function writeSum(known: AgentReports): Promise<void> {
		const { sum, minute } = known;
		const agent = writing.get(known);
		if (!sum || !agent) return;
		sum.timer.cancel();
		known.sum = undefined;
		writing.delete(known);
		await write(agent, sumEvent(agent, sum, minute));
	}

	async function write(
		agent: FleetAgent,
		event: Parameters<RecorderDeps["audit"]["recordEventOnce"]>[1],
		onFailure?: () => void,
	): Promise<void> {
		try {
			// Every replica receives the same heartbeat at the same moment.
			await deps.transact((tx) => deps.audit.recordEventOnce(tx, event));
		} catch (error) {
			onFailure?.();
			deps.log.warn("a late request was not recorded", {
				agentId: agent.agentId,
				error,
			});
		}
	}

	return {
		record(agent, refusals) {
			for (const refusal of refusals) take(agent, refusal);
		},
		async stop() {
			await Promise.all([...writing.keys()].map(writeSum));
		},
	};
}

function knownOf(
	reports: Map<string, AgentReports>,
	{ agentId }: FleetAgent,
): AgentReports {
	const known = reports.get(agentId) ?? {
		counts: new Map(),
		minute: 0,
		recorded: 0,
		sum: undefined,
	};
	reports.set(agentId, known);
	return known;
}

function remember(
	counts: Map<string, number>,
	{ runId, requests }: GateRefusal,
): void {
	counts.delete(runId);
	counts.set(runId, requests);
	const oldest = counts.keys().next().value;
	if (counts.size > remembered && oldest !== undefined) counts.delete(oldest);
}

function reportEvent(agent: FleetAgent, refusal: GateRefusal) {
	return {
		...eventOf(agent),
		subjectId: refusal.runId,
		facts: {
			reason: "the plugin went on after its run had ended",
			lateRequests: refusal.requests,
			firstAt: refusal.firstAt,
			lastAt: refusal.lastAt,
			request: `${refusal.method} ${redactPath(refusal.path)}`,
		},
	};
}

/** Its facts are the same on every replica that heard the same. */
function sumEvent(
	agent: FleetAgent,
	{ reports, lateRequests }: Sum,
	minute: number,
) {
	return {
		...eventOf(agent),
		subjectId: agent.agentId,
		facts: {
			reason: `the agent reported more than ${reportsPerMinute} times in a minute that plugins went on after their runs had ended; this record sums up the reports beyond that`,
			reports,
			lateRequests,
			firstAt: new Date(minute * minuteMs).toISOString(),
			lastAt: new Date((minute + 1) * minuteMs).toISOString(),
		},
	};
}

function eventOf({
	organisationId,
	agentId,
	clusterId,
	clusterName,
}: FleetAgent) {
	return {
		organisationId,
		code: "gate.refused",
		who: { kind: "agent", agentId },
		outcome: "denied",
		clusters: [{ id: clusterId, name: clusterName }],
	} as const;
}
