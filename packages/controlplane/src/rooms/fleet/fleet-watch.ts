import type { Heartbeat } from "@quarterdeck/contract";
import type { RunningJob } from "@quarterdeck/runtime";
import { type Audience, createAudience } from "./audience.ts";
import type { AgentIdentity, Fleet } from "./fleet.ts";
import type { FleetDeps } from "./fleet-deps.ts";
import { fleetJobs } from "./fleet-jobs.job.ts";
import { followChangedClusters } from "./follow-changed-clusters.ts";
import { createLiveness, type LiveAgent, type Liveness } from "./liveness.ts";
import { createLateRequestRecorder } from "./record-late-requests.ts";
import { saveHeard } from "./save-heard.ts";
import { createSpeakers, type Speakers } from "./speakers.ts";

export interface FleetWatch
	extends Pick<Fleet, "heardFrom" | "onHeartbeat" | "start" | "stop"> {
	readonly liveness: Liveness;
	readonly speakers: Speakers;
	readonly audience: Audience;
}

/** Hears agents, notices who falls silent, has it written down and tells those who listen. */
export function createFleetWatch(deps: FleetDeps): FleetWatch {
	const liveness = createLiveness();
	const speakers = createSpeakers(deps, liveness);
	const audience = createAudience(deps, liveness);
	const recordLate = createLateRequestRecorder(deps);
	const unfollow = followChangedClusters(deps, liveness, audience);
	const hearers = new Set<(a: AgentIdentity, h: Heartbeat) => void>();
	const instant = () => ({
		ms: deps.clock.monotonicMs(),
		at: deps.clock.now(),
	});
	let running: readonly RunningJob[] = [];

	function take(agent: LiveAgent, heartbeat: Heartbeat): void {
		const before = agent.state;
		const changed = liveness.hear(agent, heartbeat, instant());
		if (agent.state !== before) logState(deps, agent);
		if (changed) audience.tell(agent);
		for (const hearer of hearers) hearer(agent, heartbeat);
		recordLate(agent, heartbeat.gateRefusals ?? []);
	}
	function findSilent(): readonly LiveAgent[] {
		const silent = liveness.findSilent(instant(), deps.settings.lostAfterMs);
		for (const agent of silent) {
			logState(deps, agent);
			audience.tell(agent);
		}
		return silent;
	}
	return {
		liveness,
		speakers,
		audience,
		heardFrom(from, heartbeat) {
			const known = liveness.find(from);
			if (known) return take(known, heartbeat);
			if (speakers.isHopeless(from)) return;
			speakers
				.find(from)
				.then((agent) => agent && take(agent, heartbeat))
				.catch((error) => deps.log.warn("a heartbeat was lost", { error }));
		},
		onHeartbeat(listener) {
			hearers.add(listener);
			return () => hearers.delete(listener);
		},
		async start() {
			await expectKnownAgents(deps, liveness, instant());
			running = fleetJobs(deps, liveness, findSilent).map((job) =>
				deps.jobs.start(job),
			);
		},
		async stop() {
			unfollow();
			await Promise.all(running.map((job) => job.stop()));
			await saveHeard(deps, liveness).catch((error) =>
				deps.log.warn("heartbeats were not written down", { error }),
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
