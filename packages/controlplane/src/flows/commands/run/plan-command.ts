import { AppError, hintFor, type RunId } from "@quarterdeck/contract";
import type {
	Channel,
	Configuration,
} from "@quarterdeck/contract/configuration";
import type { NewId } from "@quarterdeck/runtime";
import {
	pluginsBound,
	refusalInChannel,
	refusalsInClusters,
} from "../../../rooms/catalog/index.ts";
import type { EndState } from "../../../rooms/commands/index.ts";
import {
	type Cluster,
	type ClusterSelection,
	type Fleet,
	hasLiveAgent,
} from "../../../rooms/fleet/index.ts";
import type { Caller, Permissions } from "../../../rooms/permissions/index.ts";
import { builtInCommands } from "../built-in/answer-built-in.ts";
import type { Command } from "../parse/index.ts";
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
	readonly permissions: Permissions;
	readonly rateLimit: RateLimit;
	readonly newId: NewId;
}

export type SelectClusters = ReturnType<Fleet["beginSelection"]>;
type SelectedClusters = Awaited<ReturnType<SelectClusters>>;

interface PlanRequest {
	readonly caller: Caller;
	readonly command: Command;
	readonly configuration: Configuration;
	readonly channel: Channel;
	readonly selectClusters: SelectClusters;
}

/**
 * Decides what becomes of a command: where it goes, and what is refused, cluster by cluster.
 *
 * @throws AppError COMMAND_UNKNOWN, COMMAND_NOT_BOUND, CHANNEL_CLOSED, CLUSTER_UNNAMED and the like when nothing of it can be run.
 */
export async function planCommand(
	deps: PlanDeps,
	request: PlanRequest,
): Promise<Plan> {
	const { caller, command, configuration, channel } = request;
	const closed = await refusalInChannel(deps, caller, channel);
	if (closed) return planByGrants(deps, request, closed);
	const word = command.words[0] ?? "";
	const bound = pluginsBound(configuration, channel.bindings.executors);
	if (!bound.includes(word)) {
		if (builtInCommands.includes(word.toLowerCase())) {
			refuseInActions(caller, word.toLowerCase());
			return { kind: "built-in" };
		}
		throw unknownWord(word, bound, configuration, channel);
	}
	const selected = await select(request);
	const refusals = await refusalsInClusters(
		deps,
		caller,
		channel,
		selected.clusters,
	);
	return planRuns(deps, selected, refusals);
}

/** What says something and changes nothing. */
const builtInForActions = ["ping", "version", "list", "status"];

function refuseInActions({ actor }: Caller, word: string): void {
	if (actor.automation === undefined || builtInForActions.includes(word))
		return;
	throw new AppError("NOT_ALLOWED", {
		person: actor.email,
		action: `run ${word}`,
		hint: `Of the commands that are built in, actions run ${builtInForActions.join(", ")}.`,
	});
}

/**
 * The plan for somebody who may not run commands in the channel: they may in the clusters they have a grant for, and learn no more
 * about the channel than anybody who has none.
 * @throws AppError `closed` or the refusal of the first cluster when no cluster allows it.
 */
async function planByGrants(
	deps: PlanDeps,
	request: PlanRequest,
	closed: AppError,
): Promise<Plan> {
	const { caller, command, configuration, channel } = request;
	const word = command.words[0] ?? "";
	const bound = pluginsBound(configuration, channel.bindings.executors);
	if (!bound.includes(word)) throw closed;
	const selected = await select(request).catch((error) => {
		throw error instanceof AppError && error.code === "CLUSTER_UNNAMED"
			? closed
			: error;
	});
	const refusals = await refusalsInClusters(
		deps,
		caller,
		channel,
		selected.clusters,
	);
	if (refusals.every((refusal) => refusal)) throw refusals[0] ?? closed;
	return planRuns(deps, selected, refusals);
}

/** @param refusals why they may not in each of the clusters, in the order of these. */
function planRuns(
	deps: PlanDeps,
	{ clusters, problems }: SelectedClusters,
	refusals: readonly (AppError | undefined)[],
): Plan {
	return {
		kind: "runs",
		runs: [
			...problems.map((error) => unknownClusterRun(deps, error)),
			...clusters.map((cluster, index) =>
				planRun(deps, cluster, refusals[index]),
			),
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
		hint: `${hintFor(word, [...bound, ...builtInCommands], "commands")} Type help for a list.`,
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
	cluster: Cluster,
	denied: AppError | undefined,
): PlannedRun {
	return {
		runId: deps.newId("run"),
		clusterName: cluster.name,
		cluster,
		refusal: refusalFor(deps, cluster, denied),
	};
}

function refusalFor(
	deps: PlanDeps,
	cluster: Cluster,
	denied: AppError | undefined,
): PlannedRun["refusal"] {
	if (denied) return { state: "denied", error: denied };
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
	if (hasLiveAgent(cluster.state)) return undefined;
	return new AppError("CLUSTER_LOST", {
		cluster: cluster.name,
		since: (cluster.agent.lastSeenAt ?? cluster.since).toISOString(),
	});
}
