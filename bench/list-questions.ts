import type { Client } from "pg";
import type { ListSizes } from "./list-data.ts";

/** One page of one list, as a screen asks for it. */
export interface ListQuestion {
	readonly name: string;
	readonly document: string;
	readonly variables: Readonly<Record<string, unknown>>;
	/** The primary keys of the rows that were answered. */
	keysOf(data: Record<string, unknown>): readonly unknown[];
	/** Selects rows by organisation ($1) and primary keys ($2). */
	readonly byKey: string;
}

type Filters = Readonly<Record<string, Readonly<Record<string, unknown>>>>;

interface Connection {
	readonly edges: readonly { readonly node: Record<string, unknown> }[];
}

const audit = `query ($filter: AuditFilter, $first: Int, $after: String) { list: auditRecords(filter: $filter, first: $first, after: $after) {
	edges { node { id seq at code outcome person subject clusters channel facts durationMs digest ref hash } cursor } pageInfo { hasNextPage endCursor } } }`;
const commands = `query ($filter: CommandFilter, $first: Int, $after: String) { list: commands(filter: $filter, first: $first, after: $after) {
	edges { node { id text channel state startedAt endedAt runs { id cluster state exitCode durationMs } } cursor } pageInfo { hasNextPage endCursor } } }`;
const clusters = `query ($selector: String, $search: String, $states: [ClusterState!], $first: Int, $after: String) {
	list: clusters(selector: $selector, search: $search, states: $states, first: $first, after: $after) {
	totalCount edges { node { id name state since lastSeenAt labels { name value } agentVersion kubernetes { reachable version } } cursor } pageInfo { hasNextPage endCursor } } }`;
const summary = "{ list: fleetSummary { state count } }";

const day = 86_400_000;

/** Common and rare, alone and in all pairs, and what no row meets. */
const auditFilters: Filters = {
	"a busy person": { person: "p-000@example.com" },
	"a rare person": { person: "p-198@example.com" },
	"a busy cluster": { cluster: "c-00001" },
	"a cluster": { cluster: "c-00777" },
	"a common code": { code: "command.run" },
	"a rare code": { code: "configuration.applied" },
	"a common outcome": { outcome: "succeeded" },
	"a rare outcome": { outcome: "lost" },
	"one command": { command: `cmd_${(250_000).toString(16).padStart(26, "0")}` },
	"the last day": { since: new Date(Date.now() - day) },
	"a day long ago": {
		since: new Date(Date.now() - 60 * day),
		until: new Date(Date.now() - 59 * day),
	},
	"common words": { text: "kubectl get" },
	"rare words": { text: "needle" },
	"words that are nowhere": { text: "zzzz" },
};
const commandFilters: Filters = {
	"a channel": { channel: "general" },
	"a quiet channel": { channel: "quiet" },
	"a busy person": { person: "p-000@example.com" },
	"a rare person": { person: "p-198@example.com" },
	"a busy cluster": { cluster: "c-00001" },
	"a cluster": { cluster: "c-00777" },
	"a common state": { state: "SUCCEEDED" },
	"a rare state": { state: "LOST" },
	"what runs": { state: "RUNNING" },
	"the last day": { since: new Date(Date.now() - day) },
	"common words": { text: "kubectl get" },
	"words that are nowhere": { text: "zzzz" },
};
const clusterFilters: Filters = {
	"part of a name": { search: "077" },
	"a common label": { selector: "region=eu" },
	"a rare label": { selector: "canary" },
	"none of a label": { selector: "region notin (eu,us),!canary" },
	"a label that is nowhere": { selector: "region=mars" },
	"a rare state": { states: ["LOST", "AWAY"] },
	"a common state": { states: ["ALIVE"] },
};

/** Every question with the cursor of the first page and one in the middle of the list. */
export async function listQuestions(
	client: Client,
	organisationId: string,
	sizes: ListSizes,
): Promise<readonly ListQuestion[]> {
	const middle = await client.query<{ id: string; at: Date }>(
		"select id, started_at as at from commands where organisation_id = $1 order by started_at, id offset $2 limit 1",
		[organisationId, Math.floor(sizes.commands / 2)],
	);
	const [command] = middle.rows;
	return [
		...pages("audit", audit, auditFilters, {
			deep: String(Math.floor(sizes.records / 2)),
			key: "seq",
			byKey:
				"select * from audit_records where organisation_id = $1 and seq = any($2::bigint[])",
		}),
		...pages("commands", commands, commandFilters, {
			deep: `${command?.at.getTime()}.${command?.id}`,
			key: "id",
			byKey:
				"select * from commands where organisation_id = $1 and id = any($2::text[])",
		}),
		...pages("clusters", clusters, clusterFilters, {
			deep: "c-05000",
			key: "id",
			byKey:
				"select * from clusters where organisation_id = $1 and id = any($2::text[])",
		}),
		{
			name: "the sum of the fleet",
			document: summary,
			variables: {},
			keysOf: () => [],
			byKey: "select $1::text, $2::text[]",
		},
	];
}

function pages(
	list: string,
	document: string,
	filters: Filters,
	of: {
		readonly deep: string;
		readonly key: string;
		readonly byKey: string;
	},
): ListQuestion[] {
	return combinations(filters).flatMap(([words, filter]) =>
		(["first", "deep"] as const).map((place) => ({
			name: `${list}, ${place} page: ${words}`,
			document,
			variables: {
				...(list === "clusters" ? filter : { filter }),
				first: list === "clusters" ? 100 : 50,
				...(place === "deep" ? { after: of.deep } : {}),
			},
			keysOf: (data: Record<string, unknown>) =>
				(data.list as Connection).edges.map(({ node }) => node[of.key]),
			byKey: of.byKey,
		})),
	);
}

/** None, each alone, and each pair that does not ask the same twice. */
function combinations(
	filters: Filters,
): readonly (readonly [string, Readonly<Record<string, unknown>>])[] {
	const alone = Object.entries(filters);
	const pairs = alone.flatMap(([a, one], i) =>
		alone
			.slice(i + 1)
			.filter(([, other]) => !Object.keys(other).some((name) => name in one))
			.map(([b, other]) => [`${a}, ${b}`, { ...one, ...other }] as const),
	);
	return [["all", {}], ...alone, ...pairs];
}
