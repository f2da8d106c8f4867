import { clusterDocument } from "../api/documents.ts";
import { CliFailure } from "../cli-failure.ts";
import type { CommandContext } from "../command-context.ts";
import { ago } from "../output/ago.ts";
import type { ThingOutput } from "../output/list-outputs.ts";
import { printThing } from "../output/print-thing.ts";
import { agentWarnings } from "./agent-warnings.ts";
import type { Cluster } from "./cluster.ts";
import { credentialEndWords } from "./credential-end.ts";

/** Prints all that is known of one cluster. @throws CliFailure when there is none of that name. */
export async function showCluster(
	name: string,
	options: { readonly output: ThingOutput },
	context: CommandContext,
): Promise<void> {
	const { cluster } = await context
		.api()
		.ask<{ cluster: Cluster | null }>(clusterDocument, { name });
	if (cluster === null)
		throw new CliFailure(
			`There is no cluster ${name}. List the clusters with: qd cluster list`,
		);
	const { terminal } = context;
	if (options.output === "text")
		return terminal.out(`${describe(cluster, context.now())}\n`);
	await printThing(cluster, { output: options.output, terminal });
}

function describe(cluster: Cluster, now: Date): string {
	const facts: [string, string][] = [
		["Name", cluster.name],
		["ID", cluster.id],
		["State", `${cluster.state.toLowerCase()} for ${ago(cluster.since, now)}`],
		[
			"Last seen",
			cluster.lastSeenAt ? `${ago(cluster.lastSeenAt, now)} ago` : "never",
		],
		[
			"Labels",
			cluster.labels
				.map((label) => `${label.name}=${label.value}`)
				.join(", ") || "none",
		],
		["Kubernetes", kubernetesLine(cluster)],
		...credentialFact(cluster, now),
		["Agent", cluster.agentVersion ?? "none yet"],
		[
			"Configuration",
			cluster.configurationVersion === null
				? "none yet"
				: `version ${cluster.configurationVersion}`,
		],
		["Running", `${cluster.running ?? 0} commands`],
		...whoSpeaks(cluster, now),
		...cluster.plugins.map((plugin): [string, string] => [
			"Plugin",
			pluginLine(plugin),
		]),
	];
	return facts
		.map(([name, value]) => `${`${name}:`.padEnd(16)}${value}`)
		.join("\n");
}

function whoSpeaks(cluster: Cluster, now: Date): [string, string][] {
	const { agentInstances, agentConnections } = cluster;
	const lines = agentInstances.map(({ id, host, startedAt }) => {
		const line = `${id} on ${host}, started ${ago(startedAt, now)} ago`;
		return ["Instance", line] as [string, string];
	});
	for (const { address, connectedAt } of agentConnections)
		lines.push([
			"Connection",
			`from ${address}, made ${ago(connectedAt, now)} ago`,
		]);
	for (const { words } of agentWarnings(cluster, now))
		lines.push(["Warning", words]);
	return lines;
}

function credentialFact(
	{ kubernetes }: Cluster,
	now: Date,
): [string, string][] {
	const end = kubernetes?.credentialEndsAt;
	return end ? [["API credential", credentialEndWords(end, now)]] : [];
}

function kubernetesLine({ kubernetes, kubernetesVersion }: Cluster): string {
	const version = kubernetes?.version ?? kubernetesVersion ?? "unknown";
	if (!kubernetes) return version;
	if (!kubernetes.reachable)
		return `${version}, degraded: ${kubernetes.problem ?? "reason unknown"}`;
	const { latencyMs } = kubernetes;
	return typeof latencyMs === "number"
		? `${version}, answers in ${latencyMs} ms`
		: version;
}

function pluginLine(plugin: Cluster["plugins"][number]): string {
	const restarts = plugin.restarts > 0 ? `, ${plugin.restarts} restarts` : "";
	const name = plugin.displayName
		? `${plugin.displayName} (${plugin.key})`
		: plugin.key;
	const memory =
		typeof plugin.memoryBytes === "number"
			? `, ${Math.ceil(plugin.memoryBytes / 1_048_576)} MiB`
			: "";
	return `${name} ${plugin.state.toLowerCase()}${memory}${restarts}${plugin.problem ? `: ${plugin.problem}` : ""}`;
}
