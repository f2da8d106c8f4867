import type { Heartbeat } from "@quarterdeck/contract";
import type { Timer } from "@quarterdeck/runtime";
import { type AgentLookup, createAgentLookup } from "./agent-lookup.ts";
import {
	type ClusterListeners,
	createClusterListeners,
} from "./cluster-listeners.ts";
import type { Fleet, FleetAgent } from "./fleet.ts";
import type { FleetDeps } from "./fleet-deps.ts";
import { followChangedClusters } from "./follow-changed-clusters.ts";
import { createLiveness, type LiveAgent, type Liveness } from "./liveness.ts";
import { pushBusAccounts } from "./push-bus-accounts.ts";
import { createLateRequestRecorder } from "./record-late-requests.ts";

const flushBatch = 2000;

export interface FleetWatch
	extends Pick<Fleet, "receiveHeartbeat" | "onHeartbeat" | "start" | "stop"> {
	readonly liveness: Liveness;
	readonly agents: AgentLookup;
	readonly listeners: ClusterListeners;
}

/** Takes heartbeats, finds agents that fell silent, saves both in batches and sends changes to listeners. */
export function createFleetWatch(deps: FleetDeps): FleetWatch {
	const liveness = createLiveness();
	const agents = createAgentLookup(deps, liveness);
	const listeners = createClusterListeners(deps, liveness);
	const recordLate = createLateRequestRecorder(deps);
	const unfollow = followChangedClusters(deps, liveness, listeners);
	const heartbeatListeners = new Set<(a: FleetAgent, h: Heartbeat) => void>();
	const instant = () => ({
		ms: deps.clock.monotonicMs(),
		at: deps.clock.now(),
	});
	const fellSilent: LiveAgent[] = [];
	let timer: Timer | undefined;
	let ticking: Promise<void> | undefined;

	function takeHeartbeat(agent: LiveAgent, heartbeat: Heartbeat): void {
		const before = agent.state;
		const changed = liveness.hear(agent, heartbeat, instant());
		if (agent.state !== before) logState(deps, agent);
		if (changed) listeners.publish(agent);
		for (const listener of heartbeatListeners) listener(agent, heartbeat);
		recordLate(agent, heartbeat.gateRefusals ?? []);
	}
	/** Looks for silent agents at once each time, however long the database takes to save the last result. */
	function tick(): void {
		const silent = liveness.findSilent(instant(), deps.settings.lostAfterMs);
		for (const agent of silent) {
			logState(deps, agent);
			listeners.publish(agent);
		}
		fellSilent.push(...silent);
		ticking ??= write()
			.catch((error) =>
				deps.log.warn("the tick of the fleet failed", { error }),
			)
			.finally(() => {
				ticking = undefined;
			});
	}
	async function write(): Promise<void> {
		await flush(deps, liveness);
		await pushBusAccounts(deps, "unpushed");
		await forgetRemoved(deps, liveness, fellSilent.splice(0));
	}
	return {
		liveness,
		agents,
		listeners,
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
			timer = deps.clock.every(deps.settings.tickMs, tick);
		},
		async stop() {
			unfollow();
			timer?.cancel();
			await ticking;
			await flush(deps, liveness);
		},
	};
}

async function flush(deps: FleetDeps, liveness: Liveness): Promise<void> {
	for (;;) {
		const heard = liveness.takeUnsaved(flushBatch);
		if (heard.length === 0) return;
		try {
			await deps.fleetStore.saveHeartbeats(heard);
		} catch (error) {
			liveness.putBack(heard);
			deps.log.warn("heartbeats were not saved", { error });
			return;
		}
	}
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

/** An agent that fell silent may have been removed by another replica. */
async function forgetRemoved(
	deps: FleetDeps,
	liveness: Liveness,
	silent: readonly LiveAgent[],
): Promise<void> {
	for (const agent of silent.slice(0, 100)) {
		const { organisationId, agentId } = agent;
		const known = await deps.fleetStore.findAgent(organisationId, agentId);
		if (!known) liveness.forgetAgent(agentId);
	}
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
