import { type AgentInstance, lostAfterSeconds } from "@quarterdeck/contract";

/** One process that speaks for an agent, as its heartbeats name it. */
export interface SeenInstance {
	readonly id: string;
	/** By the agent's own clock. */
	readonly startedAt: Date;
	readonly host: string;
	readonly firstSeenAt: Date;
	readonly lastSeenAt: Date;
}

/** One connection made with an agent's credential, as the bus sees it. */
export interface SeenConnection {
	readonly address: string;
	readonly connectedAt: Date;
}

/** Who speaks for an agent now. */
export interface AgentPresence {
	readonly instances: readonly SeenInstance[];
	readonly connections: readonly SeenConnection[];
	/** Since when two are known to have done so at once, for longer than one needs to replace the other. */
	readonly duplicateSince: Date | undefined;
}

export const nobodySpeaks: AgentPresence = {
	instances: [],
	connections: [],
	duplicateSince: undefined,
};

/** Longer than an agent keeps an old connection beside a new one, and than a stopped process still answers. */
const rolloverMs = 60_000;
const silentMs = lostAfterSeconds * 1000;
/** More at once are as bad as eight. */
const maxInstances = 8;

/** The presence after one more heartbeat; `connections` are those of the agent that the bus has now. */
export function hearInstance(
	before: AgentPresence,
	heard: {
		readonly instance: AgentInstance | undefined;
		readonly isLeaving: boolean;
		readonly connections: readonly SeenConnection[];
		readonly at: Date;
	},
): AgentPresence {
	const { instance, isLeaving, connections, at } = heard;
	const others = before.instances.filter(
		({ id, lastSeenAt }) =>
			id !== instance?.id && at.getTime() - lastSeenAt.getTime() <= silentMs,
	);
	const known = before.instances.find(({ id }) => id === instance?.id);
	const instances = [...others.slice(-maxInstances + 1)];
	if (instance && !isLeaving)
		instances.push({
			id: instance.id,
			startedAt: new Date(instance.startedAt),
			host: instance.host,
			firstSeenAt: known?.firstSeenAt ?? at,
			lastSeenAt: at,
		});
	const isDuplicate =
		overlapMs(instances) >= rolloverMs || oldConnections(connections, at) > 1;
	return {
		instances,
		connections,
		duplicateSince: isDuplicate ? (before.duplicateSince ?? at) : undefined,
	};
}

/** Whether anything differs that a reader would notice. */
export function isSamePresence(a: AgentPresence, b: AgentPresence): boolean {
	const ids = ({ instances }: AgentPresence) =>
		instances
			.map(({ id }) => id)
			.sort()
			.join();
	return (
		ids(a) === ids(b) &&
		a.connections.length === b.connections.length &&
		a.duplicateSince?.getTime() === b.duplicateSince?.getTime()
	);
}

/** How long the two that were heard beside each other longest were. */
function overlapMs(instances: readonly SeenInstance[]): number {
	let longest = 0;
	for (const one of instances)
		for (const other of instances) {
			if (one === other) continue;
			const from = Math.max(
				one.firstSeenAt.getTime(),
				other.firstSeenAt.getTime(),
			);
			const to = Math.min(one.lastSeenAt.getTime(), other.lastSeenAt.getTime());
			longest = Math.max(longest, to - from);
		}
	return longest;
}

function oldConnections(
	connections: readonly SeenConnection[],
	at: Date,
): number {
	return connections.filter(
		({ connectedAt }) => at.getTime() - connectedAt.getTime() >= rolloverMs,
	).length;
}
