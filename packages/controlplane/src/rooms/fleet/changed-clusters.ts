import {
	type ClusterId,
	idSchema,
	type OrganisationId,
} from "@quarterdeck/contract";
import type { SignalChannel } from "@quarterdeck/runtime";
import { z } from "zod";

/** A cluster that was added or removed, or that has another agent or none now. */
export interface ChangedCluster {
	readonly organisationId: OrganisationId;
	readonly id: ClusterId;
}

/** Signals of decisions about clusters. Heartbeats need none: every replica receives them. */
export const changedClusters: SignalChannel<ChangedCluster> = {
	name: "changed-clusters",
	schema: z.object({
		organisationId: idSchema("organisation"),
		id: idSchema("cluster"),
	}),
};
