import { AppError, type RunId } from "@quarterdeck/contract";
import type { NewId } from "@quarterdeck/runtime";
import {
	type Channel,
	type Configuration,
	pluginsBound,
	requireMember,
} from "../../../rooms/catalog/index.ts";
import type { EndState } from "../../../rooms/commands/index.ts";
import {
	type Cluster,
	type ClusterSelection,
	type Fleet,
	hintFor,
} from "../../../rooms/fleet/index.ts";
import type { Caller } from "../../../rooms/permissions/index.ts";
import type { Command } from "../parse/index.ts";
import { builtInCommands } from "./built-in-commands.ts";
import type { RateLimit } from "./rate-limit.ts";

/** One cluster's part of a command: to be run, or refused before it left. */
export interface PlannedRun {
	readonly runId: RunId;
	readonly clusterName: string;
	/** Absent for a name that is no cluster's. */
	readonly cluster: Cluster | undefined;
	readonly refusal:
		| { readonly state: EndState; readonly error: AppError }
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

/**
 * Decides what becomes of a command: where it goes, and what is refused, cluster by cluster.
 *
 * @throws AppError COMMAND_UNKNOWN, COMMAND_NOT_BOUND, CHANNEL_CLOSED, CLUSTER_UNNAMED and the like when nothing of it can be run.
 */
export async function planCommand(
	deps: PlanDeps,
	request: {
		readonly caller: Caller;
		readonly command: Command;
		readonly configuration: Configuration;
		readonly channel: Channel;
		readonly selectClusters: SelectClusters;
	},
): Promise<Plan> {
	const { caller, command, configuration, channel } = request;
	requireMember(caller, channel);
	const word = command.words[0] ?? "";
	const bound = pluginsBound(configuration, channel.bindings.executors);
	if (!bound.includes(word)) {
		if (builtInCommands.includes(word)) return { kind: "built-in" };
		throw unknownWord(word, bound, configuration, channel);
	}
	const { clusters, problems } = await select(request);
	return {
		kind: "runs",
		runs: [
			...problems.map((error) => unknownClusterRun(deps, error)),
			...clusters.map((cluster) => planRun(deps, caller, channel, cluster)),
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
		hint: `${hintFor(word, [...bound, ...builtInCommands], "commands")} Write help for a list.`,
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
	const names = all.clusters.map(({ name }) => name);
	throw new AppError("CLUSTER_UNNAMED", {
		hint:
			names.length === 0
				? "There are none yet; add one with: qd cluster add NAME"
				: hintFor("", names, "clusters"),
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
function unknownClusterRun({ newId }: PlanDeps, error: AppError): PlannedRun {
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
	caller: Caller,
	channel: Channel,
	cluster: Cluster,
): PlannedRun {
	return {
		runId: deps.newId("run"),
		clusterName: cluster.name,
		cluster,
		refusal: refusalFor(deps, caller, channel, cluster),
	};
}

function refusalFor(
	deps: PlanDeps,
	caller: Caller,
	channel: Channel,
	cluster: Cluster,
): PlannedRun["refusal"] {
	try {
		requireMember(caller, channel, cluster.name);
	} catch (error) {
		return { state: "denied", error: error as AppError };
	}
	const unavailable = unavailability(cluster);
	if (unavailable) return { state: "failed", error: unavailable };
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

function unavailability(cluster: Cluster): AppError | undefined {
	if (!cluster.agent || cluster.state === "joining")
		return new AppError("CLUSTER_NEVER_JOINED", { cluster: cluster.name });
	if (cluster.state === "alive") return undefined;
	return new AppError("CLUSTER_LOST", {
		cluster: cluster.name,
		since: (cluster.agent.lastSeenAt ?? cluster.since).toISOString(),
	});
}
