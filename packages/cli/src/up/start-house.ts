import { readFileSync } from "node:fs";
import { z } from "zod";
import { type ApiClient, createApiClient } from "../api/api-client.ts";
import {
	kubectlMinimum,
	type ProvidedProgram,
	provideKubectl,
} from "../servers/index.ts";
import { applyFirstConfiguration } from "./apply-first-configuration.ts";
import { waitUntilAlive } from "./await-alive.ts";
import { buildWeb } from "./build-web.ts";
import {
	demoClusters,
	type ProvidedCluster,
	startDemoCluster,
} from "./demo-cluster.ts";
import type { Endings } from "./endings.ts";
import { joinCluster } from "./join-cluster.ts";
import { ownCluster, whyNotToImpersonate } from "./own-cluster.ts";
import type { OwnKubeconfig } from "./own-kubeconfig.ts";
import { startControlPlane } from "./start-control-plane.ts";
import {
	type Bus,
	type Ground,
	type GroundOptions,
	startBus,
	startDatabase,
} from "./start-ground.ts";

/** All of it, running. */
export interface House {
	readonly url: string;
	readonly busUrl: string;
	/** The owner's token for this machine's command line. */
	readonly apiToken: string;
	readonly signInUrl: string | undefined;
	readonly clusters: readonly ProvidedCluster[];
}

type HouseOptions = GroundOptions & {
	readonly endings: Endings;
	/** The person's own cluster; the demo's when absent. */
	readonly own: OwnKubeconfig | undefined;
};

/** Starts every part as soon as what it needs is there, and answers when every cluster is alive. @throws the first failure of any. */
export async function startHouse(house: HouseOptions): Promise<House> {
	const { endings, say, signal, stopwatch } = house;
	say("starting database, bus, control plane and clusters");
	const kubectl = provideKubectl({
		cacheDir: house.cacheDir,
		minimum: kubectlMinimum,
		say,
		signal,
	});
	const database = endings.keep("ground", startDatabase(house));
	const bus = endings.keep("ground", startBus(house));
	const clusters = startClusters(house, kubectl);
	const controlPlane = endings.keep(
		"control plane",
		startAbove(house, database, bus),
	);
	const prepared = controlPlane.then(({ url }) => prepare(house, url));
	const agents = clusters.map((cluster) =>
		endings.keep(
			"agents",
			startAgent(house, { cluster, kubectl, prepared, bus }),
		),
	);
	await Promise.all([kubectl, database, bus, ...clusters, prepared, ...agents]);
	const { api, ...way } = await prepared;
	const joined = await Promise.all(clusters);
	const names = joined.map(({ value }) => value.name);
	const late = await waitUntilAlive(api, names, signal);
	stopwatch.lap("alive");
	for (const problem of late) say(problem);
	return {
		...way,
		url: api.url,
		busUrl: (await bus).value.url,
		clusters: joined.map(({ value }) => value),
	};
}

function startClusters(
	house: HouseOptions,
	kubectl: Promise<ProvidedProgram>,
): Promise<Ground<ProvidedCluster>>[] {
	if (house.own)
		return [Promise.resolve({ value: ownCluster(house.own), async stop() {} })];
	return demoClusters.map((demo) =>
		house.endings.keep(
			"ground",
			startDemoCluster({ ...house, ...demo, kubectl }),
		),
	);
}

async function startAbove(
	house: HouseOptions,
	database: Promise<Ground<string>>,
	bus: Promise<Ground<Bus>>,
): ReturnType<typeof startControlPlane> {
	const [url, prepared] = await Promise.all([database, bus, buildWeb(house)]);
	return await startControlPlane({
		...house,
		databaseUrl: url.value,
		bus: prepared.value,
	});
}

interface Prepared {
	readonly api: ApiClient;
	readonly apiToken: string;
	readonly signInUrl: string | undefined;
}

async function prepare(house: HouseOptions, url: string): Promise<Prepared> {
	const { apiToken, signInUrl } = readBootstrap(house.installation.bootstrap);
	const api = createApiClient({ url, token: apiToken });
	await applyFirstConfiguration(api, house.say);
	return { api, apiToken, signInUrl };
}

async function startAgent(
	house: HouseOptions,
	needed: {
		readonly cluster: Promise<Ground<ProvidedCluster>>;
		readonly kubectl: Promise<ProvidedProgram>;
		readonly prepared: Promise<Prepared>;
		readonly bus: Promise<Ground<Bus>>;
	},
): ReturnType<typeof joinCluster> {
	const [cluster, kubectl, { api }, bus] = await Promise.all([
		needed.cluster,
		needed.kubectl,
		needed.prepared,
		needed.bus,
	]);
	const parts = { cluster: cluster.value, kubectl, api, busUrl: bus.value.url };
	const agent = await joinCluster({ ...house, ...parts });
	const problem =
		house.own && (await whyNotToImpersonate(cluster.value, kubectl, house));
	if (problem) house.say(problem);
	return agent;
}

const bootstrapSchema = z.object({
	apiToken: z.string(),
	signInUrl: z.string().optional(),
});

/** What the control plane left for its operator: the way in. */
function readBootstrap(file: string): {
	readonly apiToken: string;
	readonly signInUrl: string | undefined;
} {
	const { apiToken, signInUrl } = bootstrapSchema.parse(
		JSON.parse(readFileSync(file, "utf8")),
	);
	return { apiToken, signInUrl };
}
