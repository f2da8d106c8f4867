import type { Heartbeat } from "@quarterdeck/contract";
import type { Timer } from "@quarterdeck/runtime";
import { pushAccounts } from "./accounts.ts";
import { type Audience, createAudience } from "./audience.ts";
import type { AgentIdentity, Fleet } from "./fleet.ts";
import type { FleetDeps } from "./fleet-deps.ts";
import { followChangedClusters } from "./follow-changed-clusters.ts";
import { createLiveness, type LiveAgent, type Liveness } from "./liveness.ts";
import { createLateRequestRecorder } from "./record-late-requests.ts";
import { createSpeakers, type Speakers } from "./speakers.ts";

const flushBatch = 2000;

export interface FleetWatch
	extends Pick<Fleet, "heardFrom" | "onHeartbeat" | "start" | "stop"> {
	readonly liveness: Liveness;
	readonly speakers: Speakers;
	readonly audience: Audience;
}

/** Hears agents, notices who falls silent, writes it down in batches and tells those who listen. */
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
	const fellSilent: LiveAgent[] = [];
	let timer: Timer | undefined;
	let ticking: Promise<void> | undefined;

	function take(agent: LiveAgent, heartbeat: Heartbeat): void {
		const before = agent.state;
		const changed = liveness.hear(agent, heartbeat, instant());
		if (agent.state !== before) logState(deps, agent);
		if (changed) audience.tell(agent);
		for (const hearer of hearers) hearer(agent, heartbeat);
		recordLate(agent, heartbeat.gateRefusals ?? []);
	}
	/** Silence is looked for at once each time, however long the database takes to write down the last finding. */
	function tick(): void {
		const silent = liveness.findSilent(instant(), deps.settings.lostAfterMs);
		for (const agent of silent) {
			logState(deps, agent);
			audience.tell(agent);
		}
		fellSilent.push(...silent);
		ticking ??= write()
			.catch((error) => deps.log.warn("a look at the fleet failed", { error }))
			.finally(() => {
				ticking = undefined;
			});
	}
	async function write(): Promise<void> {
		await flush(deps, liveness);
		await pushAccounts(deps, "unpushed");
		await forgetRemoved(deps, liveness, fellSilent.splice(0));
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
			await deps.fleetStore.saveHeard(heard);
		} catch (error) {
			liveness.putBack(heard);
			deps.log.warn("heartbeats were not written down", { error });
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

/** One that fell silent may have been removed by another replica: then it is none of ours any more. */
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
