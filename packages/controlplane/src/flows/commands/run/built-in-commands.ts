import type { OrganisationId } from "@quarterdeck/contract";
import type {
	Channel,
	Configuration,
} from "@quarterdeck/contract/configuration";
import { aliasesOf, pluginsBound } from "../../../rooms/catalog/index.ts";
import type { Cluster, Fleet } from "../../../rooms/fleet/index.ts";
import { formatTable } from "./format-table.ts";

/** What built-in commands may read. */
export interface BuiltInDeps {
	readonly fleet: Pick<Fleet, "listClusters">;
	readonly version: string;
}

export interface BuiltInRequest {
	readonly organisationId: OrganisationId;
	readonly words: readonly string[];
	readonly configuration: Configuration;
	readonly channel: Channel;
}

type Answer = (deps: BuiltInDeps, request: BuiltInRequest) => Promise<string>;

const listable: Readonly<Record<string, Answer>> = {
	executors: listExecutors,
	aliases: listAliases,
	clusters: listClusters,
};

const answers: Readonly<Record<string, Answer>> = {
	help,
	ping: async () => "pong\n",
	version: async ({ version }) => `Quarterdeck ${version}\n`,
	list,
};

/** Commands the control plane answers itself. A plugin of the same name takes precedence. */
export const builtInCommands: readonly string[] = Object.keys(answers);

/** What `list` can list. */
export const listableThings: readonly string[] = Object.keys(listable);

/** The answer to a built-in command, as text; undefined when the first word is none. */
export function answerBuiltIn(
	deps: BuiltInDeps,
	request: BuiltInRequest,
): Promise<string> | undefined {
	const word = request.words[0] ?? "";
	return Object.hasOwn(answers, word)
		? answers[word]?.(deps, request)
		: undefined;
}

async function help(
	_deps: BuiltInDeps,
	{ configuration, channel }: BuiltInRequest,
): Promise<string> {
	const plugins = pluginsBound(configuration, channel.bindings.executors);
	const own = [
		["list executors", "list what can be run in this channel"],
		["list aliases", "list short names for commands"],
		["list clusters", "list clusters and their states"],
		["ping", "check that the control plane responds"],
		["version", "show the version of the control plane"],
	];
	const flags = [
		["--cluster NAME,…", "names, globs (prod-*) or labels (region=eu)"],
		["--all-clusters", "all clusters"],
		["--filter TEXT", "only output lines that contain TEXT"],
		["--timeout 30s", "maximum duration"],
	];
	return [
		plugins.length === 0
			? "No executor is bound to this channel. Only these commands work:"
			: `In this channel you can run: ${plugins.join(", ")}`,
		"",
		formatTable(own),
		"Flags, anywhere before a --. In quotes they are passed to the program:",
		formatTable(flags),
	].join("\n");
}

async function list(
	deps: BuiltInDeps,
	request: BuiltInRequest,
): Promise<string> {
	const thing = request.words[1] ?? "";
	const answer = Object.hasOwn(listable, thing) ? listable[thing] : undefined;
	if (answer) return answer(deps, request);
	return `List what? Use one of: ${Object.keys(listable)
		.map((name) => `list ${name}`)
		.join(", ")}\n`;
}

async function listExecutors(
	_deps: BuiltInDeps,
	{ configuration, channel }: BuiltInRequest,
): Promise<string> {
	const rows = channel.bindings.executors.flatMap((group) =>
		(configuration.executors[group]?.plugins ?? []).map((plugin) => [
			group,
			plugin.key,
			String(plugin.enabled),
			plugin.displayName ?? "",
		]),
	);
	return formatTable([
		["BINDING", "EXECUTOR", "ENABLED", "NAME"],
		...rows.toSorted(),
	]);
}

async function listAliases(
	_deps: BuiltInDeps,
	{ configuration }: BuiltInRequest,
): Promise<string> {
	const rows = aliasesOf(configuration).map(({ alias, command }) => [
		alias,
		command,
	]);
	return formatTable([["ALIAS", "COMMAND"], ...rows.toSorted()]);
}

/** Most clusters one listing shows: it is read by a person. */
const maxListed = 500;

async function listClusters(
	{ fleet }: BuiltInDeps,
	{ organisationId }: BuiltInRequest,
): Promise<string> {
	const page = await fleet.listClusters(
		organisationId,
		{},
		{ first: maxListed },
	);
	const table = formatTable([
		["CLUSTER", "STATE", "KUBERNETES", "LABELS"],
		...page.items.map(rowOf),
	]);
	return page.nextCursor === undefined
		? table
		: `${table}… and more. Narrow the list with: qd cluster list --selector\n`;
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
