import type { Heartbeat } from "@quarterdeck/contract";
import type { RunningJob } from "@quarterdeck/runtime";
import { type AgentLookup, createAgentLookup } from "./agent-lookup.ts";
import {
	type ClusterListeners,
	createClusterListeners,
} from "./cluster-listeners.ts";
import type { Fleet, FleetAgent } from "./fleet.ts";
import type { FleetDeps } from "./fleet-deps.ts";
import { fleetJobs } from "./fleet-jobs.job.ts";
import { followChangedClusters } from "./follow-changed-clusters.ts";
import { createLiveness, type LiveAgent, type Liveness } from "./liveness.ts";
import { createLateRequestRecorder } from "./record-late-requests.ts";
import {
	createHeartbeatSaver,
	type HeartbeatSaver,
} from "./save-heartbeats.ts";
import { createDuplicateWatch } from "./watch-duplicates.ts";

export interface FleetWatch
	extends Pick<Fleet, "receiveHeartbeat" | "onHeartbeat" | "start" | "stop"> {
	readonly liveness: Liveness;
	readonly agents: AgentLookup;
	readonly listeners: ClusterListeners;
	readonly settleStates: HeartbeatSaver["settleStates"];
}

/** Takes heartbeats, finds agents that fell silent, has both saved and sends changes to listeners. */
export function createFleetWatch(deps: FleetDeps): FleetWatch {
	const liveness = createLiveness();
	const saver = createHeartbeatSaver(deps, liveness);
	const agents = createAgentLookup(deps, liveness);
	const listeners = createClusterListeners(deps, liveness);
	const watchDuplicates = createDuplicateWatch(deps);
	const lateRequests = createLateRequestRecorder(deps);
	const unfollow = followChangedClusters(deps, liveness, listeners);
	const heartbeatListeners = new Set<(a: FleetAgent, h: Heartbeat) => void>();
	const instant = () => ({
		ms: deps.clock.monotonicMs(),
		at: deps.clock.now(),
	});
	let running: readonly RunningJob[] = [];

	function takeHeartbeat(agent: LiveAgent, heartbeat: Heartbeat): void {
		const before = agent.state;
		const now = instant();
		const isElse = watchDuplicates(agent, heartbeat, now.at);
		const changed = liveness.hear(agent, heartbeat, now) || isElse;
		if (agent.state !== before) logState(deps, agent);
		if (changed) listeners.publish(agent);
		for (const listener of heartbeatListeners) listener(agent, heartbeat);
		lateRequests.record(agent, heartbeat.gateRefusals ?? []);
	}
	function findSilent(): readonly LiveAgent[] {
		const silent = liveness.findSilent(instant(), deps.settings.lostAfterMs);
		for (const agent of silent) {
			logState(deps, agent);
			listeners.publish(agent);
		}
		return silent;
	}
	return {
		liveness,
		agents,
		listeners,
		settleStates: saver.settleStates,
		receiveHeartbeat(from, heartbeat) {
			const known = liveness.find(from);
			if (known) return takeHeartbeat(known, heartbeat);
			if (agents.shouldIgnore(from)) return;
			agents
				.find(from)
				.then((agent) => agent && takeHeartbeat(agent, heartbeat))
				.catch((error) => deps.log.warn("a heartbeat was lost", { error }));
		},
		onHeartbeat(listener) {
			heartbeatListeners.add(listener);
			return () => heartbeatListeners.delete(listener);
		},
		async start() {
			await expectKnownAgents(deps, liveness, instant());
			running = fleetJobs(deps, liveness, saver, findSilent).map((job) =>
				deps.jobs.start(job),
			);
		},
		async stop() {
			unfollow();
			await Promise.all(running.map((job) => job.stop()));
			await lateRequests.stop();
			await saver
				.save()
				.catch((error) =>
					deps.log.warn("heartbeats were not saved", { error }),
				);
		},
	};
}

function logState(deps: FleetDeps, agent: LiveAgent): void {
	const facts = {
		organisationId: agent.organisationId,
		cluster: agent.clusterName,
		agentId: agent.agentId,
		state: agent.state,
	};
	if (agent.state === "lost") deps.log.warn("a cluster fell silent", facts);
	else deps.log.info("a cluster changed its state", facts);
}

async function expectKnownAgents(
	deps: FleetDeps,
	liveness: Liveness,
	now: { readonly ms: number; readonly at: Date },
): Promise<void> {
	for (let after: LiveAgent["agentId"] | undefined; ; ) {
		const batch = await deps.fleetStore.listAgents({ limit: 1000, after });
		for (const agent of batch) liveness.learn(agent, now);
		if (batch.length < 1000) return;
		after = batch.at(-1)?.agentId;
	}
}
