import { AppError, type OrganisationId } from "@quarterdeck/contract";
import {
	type Page,
	type PageRequest,
	pageOf,
	rowsToRead,
} from "../audit/index.ts";
import { type Cluster, checkClusterName } from "./cluster.ts";
import type { FleetStore } from "./fleet-store.ts";
import { matchesSelector, parseSelector } from "./labels.ts";
import type { Liveness } from "./liveness.ts";
import { allClusters } from "./select-clusters.ts";

/**
 * Clusters of an organisation by name, all or those whose labels match. The cursor is the last name.
 * @throws AppError INPUT_INVALID for a selector or cursor that is none.
 */
export async function listClusters(
	deps: { readonly fleetStore: FleetStore; readonly liveness: Liveness },
	organisationId: OrganisationId,
	filter: { readonly selector?: string | undefined },
	page: PageRequest,
): Promise<Page<Cluster>> {
	const afterName = page.after;
	if (afterName !== undefined) checkCursor(afterName);
	const limit = rowsToRead(page);
	const rows =
		filter.selector === undefined || filter.selector.trim() === ""
			? await deps.fleetStore.listClusters(organisationId, { limit, afterName })
			: (await matching(deps, organisationId, filter.selector))
					.filter((one) => afterName === undefined || one.name > afterName)
					.slice(0, limit);
	const shown = rows.map((cluster) => deps.liveness.overlay(cluster));
	return pageOf(shown, page, (cluster) => cluster.name);
}

async function matching(
	deps: { readonly fleetStore: FleetStore },
	organisationId: OrganisationId,
	selector: string,
): Promise<Cluster[]> {
	const requirements = parseSelector(selector.trim());
	const all = await allClusters(deps.fleetStore.listClusters, organisationId);
	return all.filter((one) => matchesSelector(one.labels, requirements));
}

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
