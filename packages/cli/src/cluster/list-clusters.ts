import type { ApiClient } from "../api/api-client.ts";
import { clustersDocument } from "../api/documents.ts";
import type { CommandContext } from "../command-context.ts";
import { ago } from "../output/ago.ts";
import { safeText } from "../output/safe-text.ts";
import { table } from "../output/table.ts";
import type { Cluster } from "./cluster.ts";

interface ClusterPage {
	readonly clusters: {
		readonly edges: readonly { readonly node: Cluster }[];
		readonly pageInfo: {
			readonly hasNextPage: boolean;
			readonly endCursor: string | null;
		};
	};
}

/** Prints every cluster that matches, page by page. */
export async function listClusters(
	options: { readonly selector?: string; readonly output: string },
	context: CommandContext,
): Promise<void> {
	const found = await Array.fromAsync(
		everyCluster(context.api(), options.selector),
	);
	const { terminal } = context;
	if (options.output === "json")
		return terminal.out(`${JSON.stringify(found, null, 2)}\n`);
	if (found.length === 0) return terminal.say(emptyHint(options.selector));
	const now = context.now();
	const rows = found.map((cluster) => [
		cluster.name,
		cluster.state.toLowerCase(),
		cluster.lastSeenAt ? `${ago(cluster.lastSeenAt, now)} ago` : "never",
		cluster.kubernetesVersion ?? "-",
		cluster.agentVersion ?? "-",
		cluster.labels.map(({ name, value }) => `${name}=${value}`).join(",") ||
			"-",
	]);
	terminal.out(
		table(["NAME", "STATE", "SEEN", "KUBERNETES", "AGENT", "LABELS"], rows),
	);
	for (const { name, state, kubernetes } of found)
		if (state === "DEGRADED")
			terminal.say(
				safeText(
					`${name} is degraded: ${kubernetes?.problem ?? "its API server does not serve the agent"}\n`,
				),
			);
}

/** Every cluster of the organisation, fetched as it is read. */
export async function* everyCluster(
	api: ApiClient,
	selector?: string,
): AsyncGenerator<Cluster> {
	let after: string | null = null;
	do {
		const { clusters }: ClusterPage = await api.ask<ClusterPage>(
			clustersDocument,
			{ after, ...(selector ? { selector } : {}) },
		);
		for (const { node } of clusters.edges) yield node;
		after = clusters.pageInfo.hasNextPage ? clusters.pageInfo.endCursor : null;
	} while (after !== null);
}

function emptyHint(selector: string | undefined): string {
	return selector
		? `No cluster has labels that match ${selector}.\n`
		: "There is no cluster yet. Add one with: qd cluster add NAME\n";
}
