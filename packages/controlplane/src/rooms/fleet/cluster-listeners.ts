import type { OrganisationId } from "@quarterdeck/contract";
import type { Cluster } from "./cluster.ts";
import type { ClusterPlace } from "./cluster-order.ts";
import type { FleetAgent, FleetListener } from "./fleet.ts";
import type { FleetDeps } from "./fleet-deps.ts";
import type { Liveness } from "./liveness.ts";

/** Clusters read at a time when all are sent. */
const pageSize = 500;

/** The listeners to changes of the fleet, by organisation. */
export interface ClusterListeners {
	watchFleet(
		organisationId: OrganisationId,
		listener: FleetListener,
	): () => void;
	/** Sends the present state of the agent's cluster. */
	publish(agent: Pick<FleetAgent, "organisationId" | "clusterId">): void;
	/** Sends a cluster that was looked up. */
	publishCluster(cluster: Cluster): void;
	/** Sends every listener all its clusters: some changes may have been missed. */
	publishAll(): Promise<void>;
}

export function createClusterListeners(
	deps: Pick<FleetDeps, "fleetStore" | "log">,
	liveness: Liveness,
): ClusterListeners {
	const listeners = new Map<OrganisationId, Set<FleetListener>>();
	function publishCluster(cluster: Cluster): void {
		for (const listener of [...(listeners.get(cluster.organisationId) ?? [])])
			listener(cluster);
	}
	return {
		publishCluster,
		async publishAll() {
			for (const organisationId of [...listeners.keys()])
				for (let after: ClusterPlace | undefined; ; ) {
					const page = { limit: pageSize, after };
					const clusters = await deps.fleetStore.listClusters(
						organisationId,
						page,
					);
					for (const cluster of clusters)
						publishCluster(liveness.overlay(cluster));
					const last = clusters.at(-1);
					if (clusters.length < pageSize || !last) break;
					after = { name: last.name, value: "" };
				}
		},
		publish({ organisationId, clusterId }) {
			if (!listeners.has(organisationId)) return;
			deps.fleetStore
				.findCluster(organisationId, { id: clusterId })
				.then((cluster) => cluster && publishCluster(liveness.overlay(cluster)))
				.catch((error) =>
					deps.log.warn("a change of the fleet was not sent", { error }),
				);
		},
		watchFleet(organisationId, listener) {
			const own = listeners.get(organisationId) ?? new Set();
			const mine: FleetListener = (cluster) => listener(cluster);
			listeners.set(organisationId, own.add(mine));
			return () => {
				own.delete(mine);
				if (own.size === 0) listeners.delete(organisationId);
			};
		},
	};
}
