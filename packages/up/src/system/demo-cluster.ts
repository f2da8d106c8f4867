import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import { agentManifest, peopleManifest } from "@quarterdeck/cli";
import { keepRunning } from "../processes/keep-running.ts";
import { ownProgram } from "../processes/own-programs.ts";
import {
	type RunningProgram,
	startProgram,
} from "../processes/start-program.ts";
import { sourceFoldersOf } from "../reload/source-folders.ts";
import type { ProvidedProgram } from "../servers/index.ts";
import { kubectlWith } from "./kubectl.ts";
import type { LaunchContext, Started } from "./launch-context.ts";
import { processEnvironment } from "./start-control-plane.ts";
import {
	renewAgentKubeconfig,
	writeAgentKubeconfig,
} from "./write-agent-kubeconfig.ts";

/** A cluster for an agent to act in. */
export interface ProvidedCluster {
	readonly name: string;
	readonly labels: readonly { readonly name: string; readonly value: string }[];
	/** What the agent reaches it with. */
	readonly kubeconfig: string;
	readonly context?: string;
	/** What its credential program needs of the shell. */
	readonly environment?: Readonly<Record<string, string>>;
}

/** Away from the ports that the control plane (7410) and the bus (7422) prefer. */
const firstPort = 7430;

/** The demo's clusters; the seed makes each a different one, and the same one at every start. */
export const demoClusters = [
	{ name: "eu", seed: 1 },
	{ name: "us", seed: 2 },
] as const;

/** It is prepared before there is a configuration: the agent's ceiling file is the limit. */
const anybody = { users: ["*"], groups: ["*"] };

type DemoOptions = LaunchContext & {
	readonly name: string;
	readonly seed: number;
	readonly kubectl: Promise<ProvidedProgram>;
	/** Fulfilled when the programs can be run. */
	readonly programs: Promise<void>;
};

/** A demo cluster, kept running, and prepared the first time. */
export async function startDemoCluster(
	options: DemoOptions,
): Promise<Started<ProvidedCluster>> {
	const { name, installation, say, stopwatch } = options;
	const files = installation.cluster(name);
	mkdirSync(dirname(files.data), { recursive: true, mode: 0o700 });
	const isNew = !existsSync(files.data);
	const port = await options.ports.choose(
		`cluster ${name}`,
		firstPort + options.seed,
	);
	await options.programs;
	const kept = await keepRunning({
		name: `cluster ${name}`,
		say,
		start: () => startSimkube(options, port),
	});
	stopwatch.lap(`cluster ${name}`);
	options.reloader?.add({
		name: `cluster ${name}`,
		folders: sourceFoldersOf(options.machine.root, "packages/simkube"),
		reload: kept.restart,
	});
	try {
		if (isNew || !existsSync(files.agentKubeconfig))
			await prepareCluster(options, files);
		else renewAgentKubeconfig(files);
	} catch (error) {
		await kept.stop();
		throw error;
	}
	stopwatch.lap(`cluster ${name} prepared`);
	return {
		value: {
			name,
			labels: [
				{ name: "region", value: name },
				{ name: "demo", value: "true" },
			],
			kubeconfig: files.agentKubeconfig,
		},
		stop: kept.stop,
	};
}

function startSimkube(
	options: DemoOptions,
	port: number,
): Promise<RunningProgram> {
	const { name, installation, machine, signal } = options;
	const files = installation.cluster(name);
	const words = {
		name,
		port,
		seed: options.seed,
		pods: options.options.pods,
		"kubeconfig-out": files.kubeconfig,
		"data-file": files.data,
	};
	return startProgram({
		name: `cluster ${name}`,
		program: ownProgram("simkube", options.form),
		args: [
			...Object.entries(words).flatMap(([flag, value]) => [
				`--${flag}`,
				String(value),
			]),
			"--metrics",
		],
		env: processEnvironment(machine),
		root: machine.root,
		logFile: installation.log(`cluster-${name}`),
		onTrouble: (line) => options.say(`cluster ${name}: ${line}`),
		signal,
	});
}

/** Rights for people and for the agent, and a kubeconfig for the agent that holds its own token, not the administrator's. */
async function prepareCluster(
	{ kubectl, options, machine }: DemoOptions,
	files: { readonly kubeconfig: string; readonly agentKubeconfig: string },
): Promise<void> {
	const run = kubectlWith(
		await kubectl,
		files.kubeconfig,
		processEnvironment(machine),
	);
	await run(
		["apply", "-f", "-"],
		`${agentManifest(anybody)}---\n${peopleManifest(options.email)}`,
	);
	const words = "create token agent -n quarterdeck --duration=8760h";
	writeAgentKubeconfig(files, (await run(words.split(" "))).trim());
}
