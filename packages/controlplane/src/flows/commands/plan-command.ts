import { AppError, type RunId } from "@quarterdeck/contract";
import type { NewId } from "@quarterdeck/runtime";
import {
	type Channel,
	type Configuration,
	channelsOf,
	findChannel,
	pluginsBound,
} from "../../rooms/catalog/index.ts";
import type { CommandEndState } from "../../rooms/commands/index.ts";
import type {
	Cluster,
	ClusterSelection,
	Fleet,
} from "../../rooms/fleet/index.ts";
import { type Asker, decide } from "../../rooms/permissions/index.ts";
import { builtInWords } from "./built-in-words.ts";
import type { Utterance } from "./commands.ts";
import { type Command, nearestWordHint } from "./parse/index.ts";
import type { RateLimit } from "./rate-limit.ts";

/** One cluster's part of a command: to be run, or refused before it left. */
export interface PlannedRun {
	readonly runId: RunId;
	readonly clusterName: string;
	/** Absent for a name that is no cluster's. */
	readonly cluster: Cluster | undefined;
	readonly refusal:
		| { readonly state: CommandEndState; readonly error: AppError }
		| undefined;
}

export type Plan =
	| { readonly kind: "built-in" }
	| { readonly kind: "runs"; readonly runs: readonly PlannedRun[] };

export interface PlanDeps {
	readonly rateLimit: RateLimit;
	readonly newId: NewId;
}

export type SelectClusters = ReturnType<Fleet["beginSelection"]>;

/** The channel a person speaks in. @throws AppError CHANNEL_UNKNOWN. */
export function requireChannel(
	configuration: Configuration,
	{ platform, channel }: Pick<Utterance, "platform" | "channel">,
): Channel {
	const found = findSpokenChannel(configuration, { platform, channel });
	if (found) return found;
	const here = channelsOf(configuration, platformKeys[platform]);
	throw new AppError("CHANNEL_UNKNOWN", {
		channel: channel ?? "for the console",
		hint: nearestWordHint(
			channel ?? "",
			here.map(({ name }) => name),
		),
	});
}

/** The channel a person speaks in, or undefined when there is none of that name. */
export function findSpokenChannel(
	configuration: Configuration,
	{ platform, channel }: Pick<Utterance, "platform" | "channel">,
): Channel | undefined {
	const key = platformKeys[platform];
	return channel === undefined
		? channelsOf(configuration, key)[0]
		: findChannel(configuration, key, channel);
}

const platformKeys = {
	console: "console",
	slack: "socketSlack",
	teams: "cloudTeams",
	discord: "discord",
	mattermost: "mattermost",
} as const;

/**
 * Decides what becomes of a command: where it goes, and what is refused, cluster by cluster.
 *
 * @throws AppError COMMAND_UNKNOWN, COMMAND_NOT_BOUND, CHANNEL_CLOSED, CLUSTER_UNNAMED and the like when nothing of it can be run.
 */
export async function planCommand(
	deps: PlanDeps,
	request: {
		readonly asker: Asker;
		readonly command: Command;
		readonly configuration: Configuration;
		readonly channel: Channel;
		readonly selectClusters: SelectClusters;
	},
): Promise<Plan> {
	const { asker, command, configuration, channel } = request;
	requireMember(asker, channel, "");
	const word = command.words[0] ?? "";
	const bound = pluginsBound(configuration, channel.bindings.executors);
	if (!bound.includes(word)) {
		if (builtInWords.includes(word)) return { kind: "built-in" };
		throw unknownWord(word, bound, configuration, channel);
	}
	const { clusters, problems } = await select(request);
	return {
		kind: "runs",
		runs: [
			...problems.map((error) => strangerRun(deps, error)),
			...clusters.map((cluster) => planRun(deps, asker, channel, cluster)),
		],
	};
}

function unknownWord(
	word: string,
	bound: readonly string[],
	configuration: Configuration,
	channel: Channel,
): AppError {
	const anywhere = pluginsBound(
		configuration,
		Object.keys(configuration.executors),
	);
	if (anywhere.includes(word))
		return new AppError("COMMAND_NOT_BOUND", {
			plugin: word,
			channel: channel.name,
		});
	return new AppError("COMMAND_UNKNOWN", {
		word: word.slice(0, 100),
		channel: channel.name,
		hint: `${nearestWordHint(word, [...bound, ...builtInWords])} Write help to see what there is.`,
	});
}

async function select(request: {
	readonly command: Command;
	readonly channel: Channel;
	readonly selectClusters: SelectClusters;
}) {
	const selection = selectionOf(request.command, request.channel);
	if (selection) return request.selectClusters(selection);
	const all = await request.selectClusters({ kind: "all" });
	if (all.clusters.length === 1) return all;
	throw new AppError("CLUSTER_UNNAMED", {
		hint:
			all.clusters.length === 0
				? "There is none yet; add one with: qd cluster add NAME"
				: nearestWordHint(
						"",
						all.clusters.map(({ name }) => name),
					),
	});
}

function selectionOf(
	{ targets }: Command,
	channel: Channel,
): ClusterSelection | undefined {
	if (targets.kind === "all") return { kind: "all" };
	if (targets.kind === "named")
		return { kind: "terms", terms: [...targets.terms] };
	return channel.clusters.length > 0
		? { kind: "terms", terms: channel.clusters }
		: undefined;
}

/** A name or selector that matches nothing is an answer of its own beside the others'. */
function strangerRun({ newId }: PlanDeps, error: AppError): PlannedRun {
	const name = error.facts.cluster ?? error.facts.selector;
	if (name === undefined) throw error;
	return {
		runId: newId("run"),
		clusterName: String(name),
		cluster: undefined,
		refusal: { state: "failed", error },
	};
}

function planRun(
	deps: PlanDeps,
	asker: Asker,
	channel: Channel,
	cluster: Cluster,
): PlannedRun {
	return {
		runId: deps.newId("run"),
		clusterName: cluster.name,
		cluster,
		refusal: refusalFor(deps, asker, channel, cluster),
	};
}

function refusalFor(
	deps: PlanDeps,
	asker: Asker,
	channel: Channel,
	cluster: Cluster,
): PlannedRun["refusal"] {
	try {
		requireMember(asker, channel, cluster.name);
	} catch (error) {
		return { state: "denied", error: error as AppError };
	}
	const absent = absence(cluster);
	if (absent) return { state: "failed", error: absent };
	const rate = deps.rateLimit.take(cluster.id);
	if (rate.ok) return undefined;
	return {
		state: "denied",
		error: new AppError("RATE_EXCEEDED", {
			cluster: cluster.name,
			limit: deps.rateLimit.perSecond,
			seconds: rate.retrySeconds,
		}),
	};
}

function absence(cluster: Cluster): AppError | undefined {
	if (!cluster.agent || cluster.state === "joining")
		return new AppError("CLUSTER_NEVER_JOINED", { cluster: cluster.name });
	if (cluster.state === "alive") return undefined;
	return new AppError("CLUSTER_LOST", {
		cluster: cluster.name,
		since: (cluster.agent.lastSeenAt ?? cluster.since).toISOString(),
	});
}

function requireMember(
	asker: Asker,
	channel: Channel,
	clusterName: string,
): void {
	const decision = decide(asker, "command.run", {
		kind: "channel",
		organisationId: asker.organisationId,
		channel: channel.name,
		members: channel.members,
		clusterName,
	});
	if (decision.allowed) return;
	if (isGoodForRunning(asker))
		throw new AppError("CHANNEL_CLOSED", {
			person: asker.actor.email,
			channel: channel.name,
		});
	throw new AppError("NOT_ALLOWED", {
		person: asker.actor.email,
		action: `run commands in channel ${channel.name}`,
		hint: `${decision.reason}. ${decision.hint}`,
	});
}

/** Whether they may run commands where everybody is let in: else it is not the channel that keeps them out. */
function isGoodForRunning(asker: Asker): boolean {
	const { organisationId } = asker;
	return decide(asker, "command.run", {
		kind: "channel",
		organisationId,
		channel: "",
		members: undefined,
		clusterName: "",
	}).allowed;
}
