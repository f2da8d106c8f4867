import { AppError, type OrganisationId } from "@quarterdeck/contract";
import type { FleetStore } from "./fleet-store.ts";
import { hintFor } from "./nearest-name.ts";
import { allClusters } from "./select-clusters.ts";

/** The refusal for a cluster that is not there, with the name that was probably meant. */
export async function unknownCluster(
	deps: { readonly fleetStore: FleetStore },
	organisationId: OrganisationId,
	name: string,
): Promise<AppError> {
	const known = await allClusters(deps.fleetStore.listClusters, organisationId);
	const names = known.map((cluster) => cluster.name);
	return new AppError("CLUSTER_UNKNOWN", {
		cluster: name.slice(0, 100),
		hint: hintFor(name, names, "clusters"),
	});
}
