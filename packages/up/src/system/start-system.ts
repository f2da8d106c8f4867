import { readFileSync } from "node:fs";
import { type ApiClient, createApiClient } from "@quarterdeck/cli/api";
import { z } from "zod";
import { sendBySocket } from "../installation/send-by-socket.ts";
import type { Shutdown } from "../processes/shutdown.ts";
import {
	kubectlMinimum,
	type ProvidedProgram,
	provideKubectl,
} from "../servers/index.ts";
import { applyFirstConfiguration } from "./apply-first-configuration.ts";
import { buildWeb, bundlePrograms } from "./build.ts";
import {
	demoClusters,
	type ProvidedCluster,
	startDemoCluster,
} from "./demo-cluster.ts";
import type { Bus } from "./given-bus.ts";
import type { LaunchContext, Started } from "./launch-context.ts";
import { ownCluster, whyNotToImpersonate } from "./own-cluster.ts";
import type { OwnKubeconfig } from "./own-kubeconfig.ts";
import { startAgent } from "./start-agent.ts";
import { startBus } from "./start-bus.ts";
import { type ControlPlane, startControlPlane } from "./start-control-plane.ts";
import { type DatabaseUrls, startDatabase } from "./start-database.ts";
import { waitUntilAlive } from "./wait-until-alive.ts";

/** All of it, running. */
export interface RunningSystem {
	readonly url: string;
	readonly bus: Bus;
	/** Where the command line of this user reaches the control plane. */
	readonly socket: string;
	/** The owner's token for this machine's command line. */
	readonly apiToken: string;
	readonly signInUrl: string | undefined;
	readonly clusters: readonly ProvidedCluster[];
}

type SystemLaunch = LaunchContext & {
	readonly shutdown: Shutdown;
	/** The person's own cluster; the demo's when absent. */
	readonly own: OwnKubeconfig | undefined;
};

/** Starts every part as soon as what it needs is there, and answers when every cluster is alive. @throws the first failure of any. */
export async function startSystem(
	launch: SystemLaunch,
): Promise<RunningSystem> {
	const { shutdown, say, signal, stopwatch } = launch;
	say("starting database, bus, control plane and clusters");
	const kubectl = provideKubectl({
		cacheDir: launch.cacheDir,
		minimum: kubectlMinimum,
		say,
		signal,
	});
	const database = shutdown.add("servers", startDatabase(launch));
	const bus = shutdown.add("servers", startBus(launch));
	const programs =
		launch.form === "bundle" ? bundlePrograms(launch) : Promise.resolve();
	const clusters = startClusters(launch, { kubectl, programs });
	const controlPlane = shutdown.add(
		"control plane",
		startControlPlaneWhenReady(launch, { database, bus, programs }),
	);
	const prepared = controlPlane.then((there) => prepare(launch, there));
	const agents = clusters.map((cluster) =>
		shutdown.add(
			"agents",
			startAgentWhenReady(launch, { cluster, kubectl, prepared, bus }),
		),
	);
	await Promise.all([kubectl, database, bus, ...clusters, prepared, ...agents]);
	const { api, ...access } = await prepared;
	const joined = await Promise.all(clusters);
	const names = joined.map(({ value }) => value.name);
	const late = await waitUntilAlive(api, names, signal);
	stopwatch.lap("alive");
	for (const problem of late) say(problem);
	return {
		...access,
		url: api.url,
		bus: (await bus).value,
		clusters: joined.map(({ value }) => value),
	};
}

function startClusters(
	launch: SystemLaunch,
	needed: {
		readonly kubectl: Promise<ProvidedProgram>;
		readonly programs: Promise<void>;
	},
): Promise<Started<ProvidedCluster>>[] {
	if (launch.own)
		return [
			Promise.resolve({
				value: ownCluster(launch.own, launch.machine.environment),
				async stop() {},
			}),
		];
	return demoClusters.map((demo) =>
		launch.shutdown.add(
			"servers",
			startDemoCluster({ ...launch, ...demo, ...needed }),
		),
	);
}

async function startControlPlaneWhenReady(
	launch: SystemLaunch,
	needed: {
		readonly database: Promise<Started<DatabaseUrls>>;
		readonly bus: Promise<Started<Bus>>;
		readonly programs: Promise<void>;
	},
): ReturnType<typeof startControlPlane> {
	const [database, bus] = await Promise.all([
		needed.database,
		needed.bus,
		needed.programs,
		buildWeb(launch),
	]);
	launch.reloader?.add({
		name: "web UI",
		folders: ["packages/web"],
		// The control plane serves a new build as soon as it is there.
		reload: () => buildWeb(launch),
	});
	return await startControlPlane({
		...launch,
		database: database.value,
		bus: bus.value,
	});
}

interface Prepared {
	readonly api: ApiClient;
	readonly apiToken: string;
	readonly socket: string;
	readonly signInUrl: string | undefined;
}

async function prepare(
	launch: SystemLaunch,
	{ url, socket }: Pick<ControlPlane, "url" | "socket">,
): Promise<Prepared> {
	const { apiToken, signInUrl } = readBootstrap(launch.installation.bootstrap);
	const api = createApiClient({
		url,
		send: sendBySocket(socket),
		token: apiToken,
	});
	await applyFirstConfiguration(api, launch.say);
	return { api, apiToken, signInUrl, socket };
}

async function startAgentWhenReady(
	launch: SystemLaunch,
	needed: {
		readonly cluster: Promise<Started<ProvidedCluster>>;
		readonly kubectl: Promise<ProvidedProgram>;
		readonly prepared: Promise<Prepared>;
		readonly bus: Promise<Started<Bus>>;
	},
): ReturnType<typeof startAgent> {
	const [cluster, kubectl, { api }, bus] = await Promise.all([
		needed.cluster,
		needed.kubectl,
		needed.prepared,
		needed.bus,
	]);
	const parts = { cluster: cluster.value, kubectl, api, bus: bus.value };
	const agent = await startAgent({ ...launch, ...parts });
	const problem =
		launch.own && (await whyNotToImpersonate(cluster.value, kubectl, launch));
	if (problem) launch.say(problem);
	return agent;
}

const bootstrapSchema = z.object({
	apiToken: z.string(),
	signInUrl: z.string().optional(),
});

/** What the control plane left for its operator: the access in. */
function readBootstrap(file: string): {
	readonly apiToken: string;
	readonly signInUrl: string | undefined;
} {
	const { apiToken, signInUrl } = bootstrapSchema.parse(
		JSON.parse(readFileSync(file, "utf8")),
	);
	return { apiToken, signInUrl };
}
