import {
	type ClusterId,
	idSchema,
	type OrganisationId,
} from "@quarterdeck/contract";
import type { SignalChannel } from "@quarterdeck/runtime";
import { z } from "zod";

/** A cluster that was added or removed, or for which another agent or none speaks now. */
export interface ChangedCluster {
	readonly organisationId: OrganisationId;
	readonly id: ClusterId;
}

/** Signals of what is decided about clusters. What agents say needs none: each replica hears them. */
export const changedClusters: SignalChannel<ChangedCluster> = {
	name: "changed-clusters",
	schema: z.object({
		organisationId: idSchema("organisation"),
		id: idSchema("cluster"),
	}),
};
