import { mkdirSync } from "node:fs";
import type { ApiClient } from "../api/api-client.ts";
import { addClusterDocument, clusterDocument } from "../api/documents.ts";
import { CliFailure } from "../cli-failure.ts";
import type { Cluster } from "../cluster/cluster.ts";
import type { ProvidedProgram } from "../servers/index.ts";
import { startProgram } from "./program.ts";
import type { ProvidedCluster } from "./provide-clusters.ts";
import { agentScript } from "./start-agent.ts";
import { processEnvironment } from "./start-control-plane.ts";
import type { GroundOptions } from "./start-ground.ts";
import { watchOver } from "./watch-over.ts";

/** An agent for a cluster, kept running. A cluster the control plane does not know yet is added, and its token used. */
export async function joinCluster(
	options: GroundOptions & {
		readonly api: ApiClient;
		readonly cluster: ProvidedCluster;
		readonly kubectl: ProvidedProgram;
		readonly busUrl: string;
	},
): Promise<{ stop(): Promise<void> }> {
	const { api, cluster, installation, surroundings } = options;
	const stateDir = installation.cluster(cluster.name).agent;
	mkdirSync(stateDir, { recursive: true, mode: 0o700 });
	let token = await joinTokenFor(api, cluster);
	const watched = await watchOver(async () => {
		const agent = await startProgram({
			name: `agent of ${cluster.name}`,
			script: agentScript,
			args: [
				"--state-dir",
				stateDir,
				"--kubeconfig",
				cluster.kubeconfig,
				...(cluster.context ? ["--context", cluster.context] : []),
				"--servers",
				options.busUrl,
			],
			env: {
				...processEnvironment(surroundings),
				QD_KUBECTL: options.kubectl.path,
				...(token ? { QD_JOIN_TOKEN: token } : {}),
			},
			root: surroundings.root,
			logFile: installation.log(`agent-${cluster.name}`),
			onTrouble: (line) => options.say(`agent of ${cluster.name}: ${line}`),
		});
		token = undefined;
		return agent;
	}, surroundings.terminal.say);
	return { stop: watched.stop };
}

async function joinTokenFor(
	api: ApiClient,
	{ name, labels }: ProvidedCluster,
): Promise<string | undefined> {
	const { cluster } = await api.ask<{ cluster: Cluster | null }>(
		clusterDocument,
		{ name },
	);
	if (cluster !== null && cluster.state !== "JOINING") return undefined;
	const { addCluster } = await api.ask<{
		addCluster: { readonly token: string };
	}>(addClusterDocument, { name, labels, again: cluster !== null });
	if (addCluster.token === "")
		throw new CliFailure(`The control plane gave no join token for ${name}.`);
	return addCluster.token;
}
