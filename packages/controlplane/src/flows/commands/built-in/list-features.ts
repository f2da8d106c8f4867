import type { PluginState } from "@quarterdeck/contract";
import type {
	Configuration,
	PluginGroup,
} from "@quarterdeck/contract/configuration";
import { aliasesOf } from "../../../rooms/catalog/index.ts";
import type { Cluster } from "../../../rooms/fleet/index.ts";
import { formatTable } from "../run/format-table.ts";
import { tableOfActions } from "./actions.ts";
import type {
	BuiltIn,
	BuiltInDeps,
	BuiltInRequest,
} from "./built-in-command.ts";

/** What `list` can list. */
export const listFeatures: readonly BuiltIn[] = [
	{
		names: ["executors", "executor", "exec"],
		does: "list what can be run in this channel",
		answer: (deps, request) =>
			listPlugins(deps, request, {
				title: "EXECUTOR",
				groups: request.configuration.executors,
				bound: request.channel.bindings.executors,
			}),
	},
	{
		names: ["sources", "source", "src"],
		does: "list what this channel is told of",
		answer: (deps, request) =>
			listPlugins(deps, request, {
				title: "SOURCE",
				groups: request.configuration.sources,
				bound: request.channel.bindings.sources,
			}),
	},
	{
		names: ["actions", "action", "act"],
		does: "list what is run by itself when something happens",
		answer: async (_deps, { configuration }) => tableOfActions(configuration),
	},
	{
		names: ["aliases", "alias", "als"],
		does: "list short names for commands",
		answer: async (_deps, { configuration }) => listAliases(configuration),
	},
	{
		names: ["clusters", "cluster"],
		does: "list clusters and their states",
		answer: listClusters,
	},
];

/** Most clusters one listing shows: it is read by a person. */
const maxListed = 500;

/** The first clusters of the organisation, by name. */
export async function listedClusters(
	{ fleet }: Pick<BuiltInDeps, "fleet">,
	{ organisationId }: Pick<BuiltInRequest, "organisationId">,
): Promise<{ readonly clusters: readonly Cluster[]; readonly isCut: boolean }> {
	const page = await fleet.listClusters(
		organisationId,
		{},
		{ first: maxListed },
	);
	return { clusters: page.items, isCut: page.nextCursor !== undefined };
}

/** The plugins that are bound here, each with how it is in all clusters together (docs/architecture/botkube-compatibility.md#built-in-commands). */
async function listPlugins(
	deps: BuiltInDeps,
	request: BuiltInRequest,
	of: {
		readonly title: string;
		readonly groups: Readonly<Record<string, PluginGroup>>;
		readonly bound: readonly string[];
	},
): Promise<string> {
	const { clusters, isCut } = await listedClusters(deps, request);
	const hasAliases = of.title === "EXECUTOR";
	const kind = hasAliases ? "executor" : "source";
	const rows = of.bound.flatMap((group) =>
		(of.groups[group]?.plugins ?? []).map(({ key, enabled }) => {
			const { restarts, status, lastRestart } = healthOf(key, kind, clusters);
			const aliases = aliasesFor(key, request.configuration);
			return [
				key,
				String(enabled),
				...(hasAliases ? [aliases.join(", ")] : []),
				restarts,
				enabled ? status : "",
				lastRestart,
			];
		}),
	);
	const unique = new Map(rows.map((row) => [row.join("\0"), row]));
	const table = formatTable([
		[
			of.title,
			"ENABLED",
			...(hasAliases ? ["ALIASES"] : []),
			"RESTARTS",
			"STATUS",
			"LAST_RESTART",
		],
		...[...unique.values()].toSorted((a, b) =>
			(a[0] ?? "") < (b[0] ?? "") ? -1 : 1,
		),
	]);
	return isCut ? `${table}Of the first ${maxListed} clusters.\n` : table;
}

/** For what agents say in their own words, and older ones say of all plugins. */
const stateWords: Readonly<Record<PluginState["state"], string>> = {
	running: "Running",
	starting: "Starting",
	stopped: "Ready",
	failed: "Failed",
};

function statusOf({ state, status }: PluginState): string {
	return status === "Deactivated" ? status : stateWords[state];
}

/** `Running`, or how many clusters have it how: `Running 998, Deactivated 2`; restarts of all together, and in one cluster of how many. */
function healthOf(
	key: string,
	kind: NonNullable<PluginState["kind"]>,
	clusters: readonly Cluster[],
): {
	readonly restarts: string;
	readonly status: string;
	readonly lastRestart: string;
} {
	const states = clusters.flatMap(({ agent }) =>
		(agent?.plugins ?? []).filter(
			(plugin) => plugin.key === key && (plugin.kind ?? "executor") === kind,
		),
	);
	const [first, ...others] = states;
	const limit =
		first?.threshold !== undefined && others.length === 0
			? `/${first.threshold}`
			: "";
	const restarts = states.reduce((sum, one) => sum + one.restarts, 0);
	const lastRestart = states
		.flatMap(({ restartedAt }) => restartedAt ?? [])
		.toSorted()
		.at(-1);
	const byState = Map.groupBy(states, statusOf);
	const status =
		byState.size > 1
			? [...byState]
					.map(([word, those]) => `${word} ${those.length}`)
					.join(", ")
			: ([...byState.keys()][0] ?? "-");
	return {
		restarts: `${restarts}${limit}`,
		status,
		lastRestart: lastRestart ?? "-",
	};
}

function aliasesFor(
	key: string,
	configuration: Configuration,
): readonly string[] {
	const name = key.replace(/^.*\//, "").replace(/@.*$/, "");
	return aliasesOf(configuration)
		.filter(({ command }) => command.trim().split(/\s+/)[0] === name)
		.map(({ alias }) => alias)
		.toSorted();
}

function listAliases(configuration: Configuration): string {
	const rows = Object.entries(configuration.aliases).map(
		([alias, { command, displayName }]) => [alias, command, displayName ?? ""],
	);
	return formatTable([
		["ALIAS", "COMMAND", "DISPLAY NAME"],
		...rows.toSorted(),
	]);
}

async function listClusters(
	deps: BuiltInDeps,
	request: BuiltInRequest,
): Promise<string> {
	const { clusters, isCut } = await listedClusters(deps, request);
	const table = formatTable([
		["CLUSTER", "STATE", "KUBERNETES", "LABELS"],
		...clusters.map(rowOf),
	]);
	return isCut
		? `${table}… and more. Narrow the list with: qd cluster list --selector\n`
		: table;
}

function rowOf(cluster: Cluster): string[] {
	return [
		cluster.name,
		cluster.state,
		cluster.agent?.kubernetes?.version ?? "-",
		Object.entries(cluster.labels)
			.map(([name, value]) => `${name}=${value}`)
			.join(",") || "-",
	];
}
