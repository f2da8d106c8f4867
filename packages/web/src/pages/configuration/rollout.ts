/** A cluster's agent, as far as it matters for a configuration. */
export interface RolloutCluster {
	readonly id: string;
	readonly name: string;
	readonly state: string;
	readonly configurationVersion: number | null;
}

/** How far a version has come. Agents that cannot be reached take it when they are back. */
export interface Rollout {
	readonly taken: number;
	/** Agents that are there. */
	readonly agents: number;
	/** Names of those that are there and have not taken it. */
	readonly waiting: readonly string[];
	/** Names of those that are not there, and have not taken it as far as is known. */
	readonly silent: readonly string[];
}

/** Counts who has taken a version, or a newer one. Clusters that never joined or were removed do not count. */
export function rolloutOf(
	clusters: Iterable<RolloutCluster>,
	version: number,
): Rollout {
	const known = [...clusters].filter(
		({ state }) => state !== "REMOVED" && state !== "JOINING",
	);
	const isThere = ({ state }: RolloutCluster) =>
		state === "ALIVE" || state === "DEGRADED";
	const there = known.filter(isThere);
	const has = ({ configurationVersion }: RolloutCluster) =>
		(configurationVersion ?? -1) >= version;
	const namesOf = (clusters: readonly RolloutCluster[]) =>
		clusters
			.filter((cluster) => !has(cluster))
			.map(({ name }) => name)
			.sort();
	return {
		taken: there.filter(has).length,
		agents: there.length,
		waiting: namesOf(there),
		silent: namesOf(known.filter((cluster) => !isThere(cluster))),
	};
}

/** `2 of 3 agents have loaded version 7. Waiting for prod-us.` */
export function rolloutWords(rollout: Rollout, version: number): string {
	const { taken, agents, waiting, silent } = rollout;
	if (agents === 0 && silent.length === 0) return "No cluster has joined yet.";
	const noun = agents === 1 ? "agent has" : "agents have";
	const sentences = [
		`${taken} of ${agents} ${noun} loaded version ${version}.`,
	];
	if (waiting.length > 0) sentences.push(`Waiting for ${few(waiting)}.`);
	if (silent.length > 0)
		sentences.push(
			`${few(silent)} ${silent.length === 1 ? "is" : "are"} offline and will load it after reconnecting.`,
		);
	return sentences.join(" ");
}

const shown = 3;

function few(names: readonly string[]): string {
	const rest = names.length - shown;
	const first = names.slice(0, shown).join(", ");
	return rest > 0 ? `${first} and ${rest} more` : first;
}
