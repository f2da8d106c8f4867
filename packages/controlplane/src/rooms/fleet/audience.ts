import type { OrganisationId } from "@quarterdeck/contract";
import type { Cluster } from "./cluster.ts";
import type { AgentIdentity, FleetListener } from "./fleet.ts";
import type { FleetDeps } from "./fleet-deps.ts";
import type { Liveness } from "./liveness.ts";

/** Clusters read at a time when all are told. */
const pageSize = 500;

/** Who listens to changes of the fleet, by organisation. */
export interface Audience {
	watchFleet(
		organisationId: OrganisationId,
		listener: FleetListener,
	): () => void;
	/** Tells how the agent's cluster is now. */
	tell(agent: Pick<AgentIdentity, "organisationId" | "clusterId">): void;
	/** Tells of a cluster that was looked up. */
	tellOf(cluster: Cluster): void;
	/** Tells everybody how all their clusters are now: something may have been missed. */
	tellAll(): Promise<void>;
}

export function createAudience(
	deps: Pick<FleetDeps, "fleetStore" | "log">,
	liveness: Liveness,
): Audience {
	const listeners = new Map<OrganisationId, Set<FleetListener>>();
	function tellOf(cluster: Cluster): void {
		for (const listener of [...(listeners.get(cluster.organisationId) ?? [])])
			listener(cluster);
	}
	return {
		tellOf,
		async tellAll() {
			for (const organisationId of [...listeners.keys()])
				for (let afterName: string | undefined; ; ) {
					const page = { limit: pageSize, afterName };
					const clusters = await deps.fleetStore.listClusters(
						organisationId,
						page,
					);
					for (const cluster of clusters) tellOf(liveness.overlay(cluster));
					if (clusters.length < pageSize) break;
					afterName = clusters.at(-1)?.name;
				}
		},
		tell({ organisationId, clusterId }) {
			if (!listeners.has(organisationId)) return;
			deps.fleetStore
				.findCluster(organisationId, { id: clusterId })
				.then((cluster) => cluster && tellOf(liveness.overlay(cluster)))
				.catch((error) => deps.log.warn("a change was not told", { error }));
		},
		watchFleet(organisationId, listener) {
			const audience = listeners.get(organisationId) ?? new Set();
			const mine: FleetListener = (cluster) => listener(cluster);
			listeners.set(organisationId, audience.add(mine));
			return () => {
				audience.delete(mine);
				if (audience.size === 0) listeners.delete(organisationId);
			};
		},
	};
}
