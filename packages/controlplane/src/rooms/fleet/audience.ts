import type { OrganisationId } from "@quarterdeck/contract";
import type { Cluster } from "./cluster.ts";
import type { AgentIdentity, FleetListener } from "./fleet.ts";
import type { FleetDeps } from "./fleet-deps.ts";
import type { Liveness } from "./liveness.ts";

/** Who listens to changes of the fleet, by organisation. */
export interface Audience {
	watchFleet(
		organisationId: OrganisationId,
		listener: FleetListener,
	): () => void;
	/** Tells how the agent's cluster is now. */
	tell(agent: Pick<AgentIdentity, "organisationId" | "clusterId">): void;
	/** Tells of a cluster that is not to be looked up any more. */
	tellOf(cluster: Cluster): void;
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
