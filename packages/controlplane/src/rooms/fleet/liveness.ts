import type {
	AgentId,
	ClusterId,
	Heartbeat,
	OrganisationId,
} from "@quarterdeck/contract";
import { subjectToken } from "@quarterdeck/contract";
import { type AgentPresence, nobodySpeaks } from "./agent-presence.ts";
import { type Cluster, type ClusterState, hasLiveAgent } from "./cluster.ts";
import type { BusAddress, FleetAgent } from "./fleet.ts";
import type { HeardAgent, KnownAgent } from "./fleet-store.ts";
import { standsUntil } from "./same-beat.ts";

/** What this process knows of one agent from its heartbeats. */
export interface LiveAgent extends FleetAgent {
	readonly busAccount: string;
	state: ClusterState;
	since: Date;
	lastSeenAt: Date | undefined;
	/** On the monotonic clock. */
	lastHeardMs: number;
	heartbeat: Heartbeat | undefined;
	presence: AgentPresence;
	/** Heard, or fallen silent, since the last flush. */
	unsaved: boolean;
	/** Something that lists are filtered or sorted by is not what it was at the last flush. */
	changed: boolean;
}

/** The agents of the fleet in memory, as many as there are known agents and no more. */
export interface Liveness {
	/** Adds an agent that the store knows. One known before is left as it is. */
	learn(
		agent: KnownAgent,
		now: { readonly ms: number; readonly at: Date },
	): LiveAgent;
	find(from: BusAddress): LiveAgent | undefined;
	findById(agentId: AgentId): LiveAgent | undefined;
	/** Records a heartbeat; true when something changed that listeners must get. */
	hear(
		agent: LiveAgent,
		heartbeat: Heartbeat,
		now: { readonly ms: number; readonly at: Date },
	): boolean;
	/** Marks the agents lost that were silent for longer than `lostAfterMs`, and returns them. */
	findSilent(
		now: { readonly ms: number; readonly at: Date },
		lostAfterMs: number,
	): readonly LiveAgent[];
	/** Takes what is to be saved; it counts as saved from now on. */
	takeUnsaved(limit: number): readonly HeardAgent[];
	/** The same of an organisation's agents of which something is not saved yet that lists are filtered or sorted by. */
	takeChanged(
		organisationId: OrganisationId,
		limit: number,
	): readonly HeardAgent[];
	/** Puts back what could not be saved. */
	putBack(heard: readonly HeardAgent[]): void;
	/** Forgets the agents of a cluster, all or all but one. */
	forget(clusterId: ClusterId, except?: AgentId): void;
	forgetAgent(agentId: AgentId): void;
	of(organisationId: OrganisationId): readonly LiveAgent[];
	all(): Iterable<LiveAgent>;
	/** The cluster with the state known here, if that is newer than what is stored. */
	overlay(cluster: Cluster): Cluster;
	readonly size: number;
}

export function createLiveness(): Liveness {
	const byAddress = new Map<string, LiveAgent>();
	const byId = new Map<string, LiveAgent>();
	const keyOf = (from: BusAddress) => `${from.busAccount} ${from.inst}`;
	function forgetAgent(agentId: AgentId): void {
		const agent = byId.get(agentId);
		if (!agent) return;
		byId.delete(agentId);
		byAddress.delete(
			keyOf({ busAccount: agent.busAccount, inst: subjectToken(agentId) }),
		);
	}
	return {
		learn(agent, now) {
			const known = byId.get(agent.agentId);
			if (known) return known;
			const live: LiveAgent = {
				organisationId: agent.organisationId,
				agentId: agent.agentId,
				clusterId: agent.clusterId,
				clusterName: agent.clusterName,
				busAccount: agent.busAccountId,
				state: agent.state,
				since: now.at,
				lastSeenAt: agent.lastSeenAt,
				// After our start, an agent that was alive has the full time to send a heartbeat.
				lastHeardMs: now.ms,
				heartbeat: undefined,
				presence: nobodySpeaks,
				unsaved: false,
				changed: false,
			};
			byId.set(agent.agentId, live);
			byAddress.set(
				keyOf({
					busAccount: agent.busAccountId,
					inst: subjectToken(agent.agentId),
				}),
				live,
			);
			return live;
		},
		find: (from) => byAddress.get(keyOf(from)),
		findById: (agentId) => byId.get(agentId),
		hear,
		findSilent(now, lostAfterMs) {
			const silent = [...byId.values()].filter(
				(agent) =>
					hasLiveAgent(agent.state) && now.ms - agent.lastHeardMs > lostAfterMs,
			);
			for (const agent of silent) {
				agent.state = "lost";
				agent.since = now.at;
				agent.unsaved = true;
				agent.changed = true;
			}
			return silent;
		},
		takeUnsaved: (limit) =>
			take(byId.values(), ({ unsaved }) => unsaved, limit),
		takeChanged: (organisationId, limit) =>
			take(
				byId.values(),
				(agent) => agent.changed && agent.organisationId === organisationId,
				limit,
			),
		putBack(heard) {
			for (const { agentId } of heard) {
				const agent = byId.get(agentId);
				if (agent) agent.unsaved = agent.changed = true;
			}
		},
		forget(clusterId, except) {
			for (const agent of [...byId.values()])
				if (agent.clusterId === clusterId && agent.agentId !== except)
					forgetAgent(agent.agentId);
		},
		forgetAgent,
		of: (organisationId) =>
			[...byId.values()].filter(
				(agent) => agent.organisationId === organisationId,
			),
		all: () => byId.values(),
		overlay: (cluster) =>
			overlaid(cluster, cluster.agent && byId.get(cluster.agent.id)),
		get size() {
			return byId.size;
		},
	};
}

function take(
	agents: Iterable<LiveAgent>,
	isWanted: (agent: LiveAgent) => boolean,
	limit: number,
): readonly HeardAgent[] {
	const taken = [...agents].filter(isWanted).slice(0, limit);
	for (const agent of taken) agent.unsaved = agent.changed = false;
	return taken.map(heardOf);
}

function hear(
	agent: LiveAgent,
	heartbeat: Heartbeat,
	now: { readonly ms: number; readonly at: Date },
): boolean {
	const state = stateIn(heartbeat);
	const changed =
		agent.state !== state || !sameNews(agent.heartbeat, heartbeat);
	if (agent.state !== state) agent.since = now.at;
	if (agent.state !== state || !sortsAlike(agent.heartbeat, heartbeat))
		agent.changed = true;
	agent.state = state;
	agent.lastHeardMs = now.ms;
	agent.lastSeenAt = now.at;
	agent.heartbeat = heartbeat;
	agent.unsaved = true;
	return changed;
}

function stateIn({ leaving, kubernetes }: Heartbeat): HeardAgent["state"] {
	if (leaving) return "away";
	return kubernetes.reachable ? "alive" : "degraded";
}

/** Whether both stand in the same place of a list, whatever it is sorted by. */
function sortsAlike(a: Heartbeat | undefined, b: Heartbeat): boolean {
	return (
		a?.agentVersion === b.agentVersion &&
		a.kubernetes.version === b.kubernetes.version &&
		a.running === b.running
	);
}

function sameNews(a: Heartbeat | undefined, b: Heartbeat): boolean {
	const news = (one: Heartbeat) =>
		JSON.stringify([
			one.agentVersion,
			one.configurationVersion,
			// How long an answer takes differs in each heartbeat, and is no news.
			{ ...one.kubernetes, latencyMs: undefined },
			// Nor is how much memory they hold.
			one.plugins.map((plugin) => ({ ...plugin, memoryBytes: undefined })),
			one.running,
			one.busInsecure,
		]);
	return a !== undefined && news(a) === news(b);
}

function heardOf(agent: LiveAgent): HeardAgent {
	const { state } = agent;
	return {
		organisationId: agent.organisationId,
		agentId: agent.agentId,
		clusterId: agent.clusterId,
		// Only what was heard, or fell silent, is saved.
		state: state === "joining" || state === "removed" ? "alive" : state,
		since: agent.since,
		lastSeenAt: agent.lastSeenAt,
		heartbeat: agent.heartbeat,
	};
}

function overlaid(cluster: Cluster, live: LiveAgent | undefined): Cluster {
	const { agent } = cluster;
	if (!agent || !live || cluster.state === "removed") return cluster;
	if (agent.lastSeenAt && standsUntil(live) < agent.lastSeenAt) return cluster;
	const said = live.heartbeat;
	const changedState = live.state !== cluster.state;
	return {
		...cluster,
		state: live.state,
		since: changedState ? live.since : cluster.since,
		agent: {
			...agent,
			lastSeenAt: live.lastSeenAt,
			presence: hasLiveAgent(live.state) ? live.presence : nobodySpeaks,
			...(said
				? {
						agentVersion: said.agentVersion,
						protocol: said.protocol,
						configurationVersion: said.configurationVersion,
						running: said.running,
						kubernetes: said.kubernetes,
						plugins: said.plugins,
						...(said.busInsecure === undefined
							? {}
							: { busInsecure: said.busInsecure }),
						...(live.lastSeenAt
							? {
									clockAheadMs: Date.parse(said.at) - live.lastSeenAt.getTime(),
								}
							: {}),
					}
				: {}),
		},
	};
}
