import { AppError, hintFor, type OrganisationId } from "@quarterdeck/contract";
import type { FleetStore } from "./fleet-store.ts";
import { allNames } from "./select-clusters.ts";

/** The error for a cluster that does not exist, with the name that was probably meant. */
export async function unknownCluster(
	deps: { readonly fleetStore: FleetStore },
	organisationId: OrganisationId,
	name: string,
): Promise<AppError> {
	const names = await allNames(deps.fleetStore, organisationId);
	return new AppError("CLUSTER_UNKNOWN", {
		cluster: name.slice(0, 100),
		hint: hintFor(name, names, "clusters"),
	});
}
