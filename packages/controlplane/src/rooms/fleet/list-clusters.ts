import {
	AppError,
	type OrganisationId,
	type Page,
	type PageRequest,
	pageOf,
	rowsToRead,
} from "@quarterdeck/contract";
import {
	type Cluster,
	type ClusterState,
	checkClusterName,
} from "./cluster.ts";
import { type ClusterFilter, readClusterFilter } from "./cluster-criteria.ts";
import type { FleetStore } from "./fleet-store.ts";
import type { Liveness } from "./liveness.ts";

/**
 * Clusters of an organisation by name, all or those that match. The cursor is the last name.
 * @throws AppError INPUT_INVALID for a selector or cursor that cannot be read.
 */
export async function listClusters(
	deps: { readonly fleetStore: FleetStore; readonly liveness: Liveness },
	organisationId: OrganisationId,
	filter: ClusterFilter,
	page: PageRequest,
): Promise<Page<Cluster>> {
	const afterName = page.after;
	if (afterName !== undefined) checkCursor(afterName);
	const rows = await deps.fleetStore.listClusters(
		organisationId,
		{ limit: rowsToRead(page), afterName },
		readClusterFilter(filter),
	);
	const shown = rows.map((cluster) => deps.liveness.overlay(cluster));
	return pageOf(shown, page, (cluster) => cluster.name);
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

/** How many clusters are in each state, as last saved. */
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

function checkCursor(cursor: string): void {
	try {
		checkClusterName(cursor);
	} catch {
		throw new AppError("INPUT_INVALID", {
			field: "after",
			reason: "it is not a cursor of this list",
		});
	}
}
