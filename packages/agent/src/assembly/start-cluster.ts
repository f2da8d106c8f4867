import type {
	Clock,
	Environment,
	JobRunner,
	Life,
	Log,
	Metrics,
} from "@quarterdeck/runtime";
import {
	type ApiServer,
	createApiServer,
} from "../plumbing/kube/api-server.ts";
import { createCallRecorder } from "../plumbing/kube/call-recorder.ts";
import { credentialEnd } from "../plumbing/kube/credential-end.ts";
import { createDiscovery, type Discovery } from "../plumbing/kube/discovery.ts";
import { findCluster } from "../plumbing/kube/find-cluster.ts";
import {
	createKubeClient,
	type KubeClient,
} from "../plumbing/kube/kube-client.ts";
import { createKubeTransport } from "../plumbing/kube/kube-transport.ts";
import { createReadCluster } from "../plumbing/kube/read-cluster.ts";
import { createInventory, type Inventory } from "../rooms/inventory/index.ts";
import type { Watches } from "../rooms/watches/index.ts";
import type { Settings } from "../settings.ts";
import { orPlainError } from "./plain-error.ts";
import { startWatches } from "./start-watches.ts";

/** The way to the cluster, and what is known of it. */
export interface Cluster {
	readonly api: ApiServer;
	/** For what the agent itself does there. */
	readonly client: KubeClient;
	readonly inventory: Inventory;
	readonly seen: SeenCluster;
}

/** What sources see of the cluster. */
export interface SeenCluster {
	readonly watches: Watches;
	readonly resourcesOf: Discovery["resourcesOf"];
}

/** Finds the cluster and begins to watch over it. @throws ClusterAccessError when there is no way to it. */
export async function startCluster(parts: {
	readonly settings: Pick<Settings, "context" | "kubeconfig" | "stateDir">;
	readonly environment: Environment;
	readonly clock: Clock;
	readonly log: Log;
	readonly metrics: Metrics;
	readonly jobs: JobRunner;
	readonly life: Life;
}): Promise<Cluster> {
	const { settings, environment, clock, log, metrics, jobs, life } = parts;
	const { kubeconfig, context, stateDir } = settings;
	const access = orPlainError(() =>
		findCluster({ kubeconfig, context, environment }),
	);
	const api = createApiServer({ access, clock });
	life.atEnd("api server", () => api.stop());
	const record = createCallRecorder(metrics, log.child({ room: "kube" }));
	const client = createKubeClient({ api, record, clock, random: Math.random });
	const transport = createKubeTransport({ api, record, clock });
	const discovery = createDiscovery({ transport, clock });
	life.atEnd("discovery", () => discovery.stop());
	const inventory = createInventory({
		read: createReadCluster(transport),
		address: api.address,
		credentialEndsAt: credentialEnd(access),
		clock,
		log: log.child({ room: "inventory" }),
	});
	await life.start("inventory", () => jobs.start(inventory.job));
	const watches = startWatches({ ...parts, stateDir, api, record });
	const { resourcesOf } = discovery;
	return { api, client, inventory, seen: { watches, resourcesOf } };
}
