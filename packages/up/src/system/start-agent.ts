import { existsSync, mkdirSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type Cluster, ceilingFile, type Identities } from "@quarterdeck/cli";
import {
	type ApiClient,
	addClusterDocument,
	clusterDocument,
	identitiesLentDocument,
} from "@quarterdeck/cli/api";
import { keepRunning } from "../processes/keep-running.ts";
import { ownProgram } from "../processes/own-programs.ts";
import type { Stoppable } from "../processes/shutdown.ts";
import { startProgram } from "../processes/start-program.ts";
import { sourceFoldersOf } from "../reload/source-folders.ts";
import type { ProvidedProgram } from "../servers/index.ts";
import { agentArguments } from "./agent-arguments.ts";
import type { ProvidedCluster } from "./demo-cluster.ts";
import type { Bus } from "./given-bus.ts";
import { hasJoined } from "./has-joined.ts";
import type { LaunchContext } from "./launch-context.ts";
import { processEnvironment } from "./start-control-plane.ts";

/** An agent for a cluster, kept running. A cluster the control plane does not know yet is added, and its token used. */
export async function startAgent(
	options: LaunchContext & {
		readonly api: ApiClient;
		readonly cluster: ProvidedCluster;
		readonly kubectl: ProvidedProgram;
		readonly bus: Bus;
	},
): Promise<Stoppable> {
	const { api, cluster, installation, machine } = options;
	const { agent: stateDir, ceiling } = installation.cluster(cluster.name);
	mkdirSync(stateDir, { recursive: true, mode: 0o700 });
	if (!existsSync(ceiling)) await writeCeiling(api, ceiling);
	const token = await joinTokenFor(api, cluster, {
		hasJoined: hasJoined(stateDir),
	});
	let tokenFile =
		token && keepToken(token, join(installation.run, `join-${cluster.name}`));
	const name = `agent of ${cluster.name}`;
	if (token && existsSync(join(stateDir, "agent.json")))
		options.say(
			`the ${name} joins again with a new token: its earlier credential cannot be used any more`,
		);
	const start = async () => {
		const agent = await startProgram({
			name,
			program: ownProgram("agent", options.form),
			args: agentArguments({ ...options, tokenFile }),
			env: {
				...processEnvironment(machine),
				...cluster.environment,
				QD_KUBECTL: options.kubectl.path,
			},
			root: machine.root,
			logFile: installation.log(`agent-${cluster.name}`),
			onTrouble: (line) => options.say(`${name}: ${line}`),
			signal: options.signal,
		});
		// It works once; with it at hand a restarted agent would believe it should join again.
		if (tokenFile) rmSync(tokenFile, { force: true });
		tokenFile = undefined;
		return agent;
	};
	const kept = await keepRunning({ name, start, say: options.say });
	options.stopwatch.lap(name);
	options.reloader?.add({
		name,
		// It starts the plugins of the checkout, too.
		folders: [...sourceFoldersOf(machine.root, "packages/agent"), "plugins"],
		reload: kept.restart,
	});
	return kept;
}

function keepToken(token: string, file: string): string {
	writeFileSync(file, token, { mode: 0o600 });
	return file;
}

/** What the configuration uses when the agent first starts; from then on it is the person's file. */
async function writeCeiling(api: ApiClient, file: string): Promise<void> {
	const { identitiesLent } = await api.ask<{ identitiesLent: Identities }>(
		identitiesLentDocument,
	);
	writeFileSync(file, ceilingFile(identitiesLent), { mode: 0o600 });
}

/**
 * A token for a cluster that is new, was never joined, or whose agent has no credential in this folder that it could start with. The
 * token comes from this machine's own control plane, so the order key in it does too.
 */
async function joinTokenFor(
	api: ApiClient,
	{ name, labels }: ProvidedCluster,
	{ hasJoined }: { readonly hasJoined: boolean },
): Promise<string | undefined> {
	const { cluster } = await api.ask<{ cluster: Cluster | null }>(
		clusterDocument,
		{ name },
	);
	if (cluster !== null && cluster.state !== "JOINING" && hasJoined)
		return undefined;
	const { addCluster } = await api.ask<{
		addCluster: { readonly token: string };
	}>(addClusterDocument, { name, labels, again: cluster !== null });
	return addCluster.token;
}
