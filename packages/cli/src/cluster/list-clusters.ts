import type { ApiClient } from "../api/api-client.ts";
import { clustersDocument } from "../api/documents.ts";
import { everyNode, type Page } from "../api/every-node.ts";
import type { CommandContext } from "../command-context.ts";
import { ago } from "../output/ago.ts";
import type { ListOutput } from "../output/list-outputs.ts";
import { type Column, printList } from "../output/print-list.ts";
import type { Cluster } from "./cluster.ts";
import type { ClusterOrder } from "./cluster-orders.ts";

interface ClusterPage {
	readonly clusters: Page<Cluster>;
}

/** Prints every cluster that matches, in the order the control plane has them. */
export async function listClusters(
	options: {
		readonly selector?: string;
		readonly order?: ClusterOrder;
		readonly output: ListOutput;
	},
	context: CommandContext,
): Promise<void> {
	const found = await Array.fromAsync(everyCluster(context.api(), options));
	const { terminal } = context;
	const list = {
		columns: columns(context.now()),
		empty: emptyHint(options.selector),
	};
	await printList(found, list, { output: options.output, terminal });
	if (options.output === "json" || options.output === "yaml") return;
	for (const { name, state, kubernetes } of found)
		if (state === "DEGRADED")
			terminal.say(
				`${name} is degraded: ${kubernetes?.problem ?? "its API server does not serve the agent"}\n`,
			);
}

function columns(now: Date): Column<Cluster>[] {
	return [
		{ heading: "NAME", cell: ({ name }) => name },
		{ heading: "STATE", cell: ({ state }) => state.toLowerCase() },
		{
			heading: "SEEN",
			cell: ({ lastSeenAt }) =>
				lastSeenAt ? `${ago(lastSeenAt, now)} ago` : "never",
		},
		{
			heading: "KUBERNETES",
			cell: ({ kubernetesVersion }) => kubernetesVersion ?? "-",
		},
		{ heading: "AGENT", cell: ({ agentVersion }) => agentVersion ?? "-" },
		{
			heading: "CONFIGURATION",
			cell: ({ configurationVersion }) => String(configurationVersion ?? "-"),
			wide: true,
		},
		{
			heading: "RUNNING",
			cell: ({ running }) => String(running ?? "-"),
			wide: true,
		},
		{
			heading: "PLUGINS",
			cell: ({ plugins }) =>
				plugins.map(({ key, state }) => `${key} ${state}`).join(", ") || "-",
			wide: true,
		},
		{ heading: "ID", cell: ({ id }) => id, wide: true },
		{
			heading: "LABELS",
			cell: ({ labels }) =>
				labels.map(({ name, value }) => `${name}=${value}`).join(",") || "-",
		},
	];
}

/** Every cluster of the organisation, by name unless asked otherwise, fetched as it is read. */
export function everyCluster(
	api: ApiClient,
	asked: {
		readonly selector?: string | undefined;
		readonly order?: ClusterOrder | undefined;
	} = {},
): AsyncGenerator<Cluster> {
	const chosen = {
		...(asked.selector ? { selector: asked.selector } : {}),
		...(asked.order ? { order: apiOrder(asked.order) } : {}),
	};
	return everyNode(
		async (after) =>
			(await api.ask<ClusterPage>(clustersDocument, { after, ...chosen }))
				.clusters,
	);
}

/** As GraphQL names it. */
function apiOrder(order: ClusterOrder): string {
	return order.toUpperCase().replace("-", "_");
}

function emptyHint(selector: string | undefined): string {
	return selector
		? `No cluster has labels that match ${selector}.`
		: "There is no cluster yet. Add one with: qd cluster add NAME";
}
