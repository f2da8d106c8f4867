import {
	type OrganisationId,
	type Page,
	type PageRequest,
	pageOf,
	rowsToRead,
} from "@quarterdeck/contract";
import type { Cluster, ClusterState } from "./cluster.ts";
import { type ClusterFilter, readClusterFilter } from "./cluster-criteria.ts";
import { type ClusterOrder, cursorOf, readCursor } from "./cluster-order.ts";
import type { FleetStore } from "./fleet-store.ts";
import type { Liveness } from "./liveness.ts";

/**
 * Clusters of an organisation in one of `clusterOrders`, all or those that match.
 * @throws AppError INPUT_INVALID for a selector or cursor that cannot be read.
 */
export async function listClusters(
	deps: { readonly fleetStore: FleetStore; readonly liveness: Liveness },
	organisationId: OrganisationId,
	filter: ClusterFilter & { readonly order?: ClusterOrder | undefined },
	page: PageRequest,
): Promise<Page<Cluster>> {
	const { order = "name" } = filter;
	const rows = await deps.fleetStore.listClusters(
		organisationId,
		{
			limit: rowsToRead(page),
			after:
				page.after === undefined ? undefined : readCursor(page.after, order),
			order,
		},
		readClusterFilter(filter),
	);
	const { items, ...rest } = pageOf(rows, page, (row) => cursorOf(row, order));
	return { items: items.map((one) => deps.liveness.overlay(one)), ...rest };
}

/**
 * How many clusters match, on all pages together.
 * @throws AppError INPUT_INVALID for a selector that cannot be read.
 */
export async function countClusters(
	deps: { readonly fleetStore: FleetStore },
	organisationId: OrganisationId,
	filter: ClusterFilter,
): Promise<number> {
	const counts = await deps.fleetStore.countClusters(
		organisationId,
		readClusterFilter(filter),
	);
	return counts.reduce((sum, { count }) => sum + count, 0);
}

/** How many clusters are in each state. */
export async function summariseFleet(
	deps: { readonly fleetStore: FleetStore },
	organisationId: OrganisationId,
): Promise<
	readonly { readonly state: ClusterState; readonly count: number }[]
> {
	const counts = await deps.fleetStore.countClusters(organisationId, {});
	const known = new Map(counts.map(({ state, count }) => [state, count]));
	return shownStates.map((state) => ({ state, count: known.get(state) ?? 0 }));
}

const shownStates = ["alive", "degraded", "lost", "away", "joining"] as const;
