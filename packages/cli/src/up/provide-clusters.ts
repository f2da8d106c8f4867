import { existsSync, mkdirSync } from "node:fs";
import { dirname } from "node:path";
import type { ProvidedProgram } from "../servers/index.ts";
import { clusterManifest } from "./demo-configuration.ts";
import { kubectlWith } from "./kubectl.ts";
import { startProgram } from "./program.ts";
import { kubeconfigOf } from "./start-agent.ts";
import { processEnvironment } from "./start-control-plane.ts";
import type { Ground, GroundOptions } from "./start-ground.ts";
import { watchOver } from "./watch-over.ts";

/** A cluster for an agent to act in. */
export interface ProvidedCluster {
	readonly name: string;
	readonly labels: readonly { readonly name: string; readonly value: string }[];
	/** What the agent reaches it with. */
	readonly kubeconfig: string;
	readonly context?: string;
}

type Options = GroundOptions & { readonly kubectl: ProvidedProgram };

/** The two demo clusters, started; or the one of the person's kubeconfig, which is theirs and left as it is. */
export async function provideClusters(
	options: Options,
): Promise<Ground<readonly ProvidedCluster[]>> {
	if (!options.options.demo)
		return { value: [await ownCluster(options)], async stop() {} };
	const outcomes = await Promise.allSettled([
		demoCluster(options, "eu", 1),
		demoCluster(options, "us", 2),
	]);
	const running = outcomes
		.filter((outcome) => outcome.status === "fulfilled")
		.map(({ value }) => value);
	const stop = async () =>
		void (await Promise.all(running.map((one) => one.stop())));
	const failure = outcomes.find((outcome) => outcome.status === "rejected");
	if (!failure) return { value: running.map(({ value }) => value), stop };
	await stop();
	throw failure.reason;
}

async function ownCluster({
	options,
	surroundings,
	kubectl,
}: Options): Promise<ProvidedCluster> {
	const kubeconfig =
		options.kubeconfig?.split(":")[0] ??
		kubeconfigOf(surroundings.environment) ??
		"";
	const named =
		options.context ??
		(
			await kubectlWith(
				kubectl,
				kubeconfig,
				surroundings,
			)(["config", "current-context"])
		).trim();
	return {
		name: clusterNameFrom(named),
		labels: [],
		kubeconfig,
		context: named,
	};
}

/** A cluster name from a context's: lower case, digits and -, at most 63. */
export function clusterNameFrom(context: string): string {
	const name = context
		.toLowerCase()
		.replace(/[^a-z0-9-]+/g, "-")
		.slice(0, 63)
		.replace(/^-+|-+$/g, "");
	return name === "" ? "cluster" : name;
}

async function demoCluster(
	options: Options,
	name: string,
	seed: number,
): Promise<Ground<ProvidedCluster>> {
	const files = options.installation.cluster(name);
	mkdirSync(dirname(files.data), { recursive: true, mode: 0o700 });
	const isNew = !existsSync(files.data);
	const port = await options.ports.choose(`cluster ${name}`, 7420 + seed);
	const { surroundings } = options;
	const keepData = ["--data-file", files.data];
	const watched = await watchOver(
		() =>
			startProgram({
				name: `cluster ${name}`,
				script: "packages/simkube/src/main.ts",
				args: [
					"--name",
					name,
					"--port",
					String(port),
					"--seed",
					String(seed),
					"--pods",
					String(options.options.pods),
					"--metrics",
					"--kubeconfig-out",
					files.kubeconfig,
					...keepData,
				],
				env: processEnvironment(surroundings),
				root: surroundings.root,
				logFile: options.installation.log(`cluster-${name}`),
				onTrouble: (line) => options.say(`cluster ${name}: ${line}`),
			}),
		surroundings.terminal.say,
	);
	try {
		if (isNew || !existsSync(files.agentKubeconfig))
			await prepareCluster(options, files);
	} catch (error) {
		await watched.stop();
		throw error;
	}
	const region = { name: "region", value: name };
	return {
		value: {
			name,
			labels: [region, { name: "demo", value: "true" }],
			kubeconfig: files.agentKubeconfig,
		},
		stop: watched.stop,
	};
}

/** Rights for people and for the agent, and a kubeconfig for the agent that holds its own token, not the administrator's. */
async function prepareCluster(
	{ kubectl, options, surroundings }: Options,
	files: { readonly kubeconfig: string; readonly agentKubeconfig: string },
): Promise<void> {
	const run = kubectlWith(kubectl, files.kubeconfig, surroundings);
	await run(["apply", "-f", "-"], clusterManifest(options.email));
	const token = (
		await run([
			"create",
			"token",
			"agent",
			"-n",
			"quarterdeck",
			"--duration=8760h",
		])
	).trim();
	const { writeAgentKubeconfig } = await import("./write-agent-kubeconfig.ts");
	writeAgentKubeconfig(files, token);
}
