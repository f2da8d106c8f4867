import type { OrganisationId } from "@quarterdeck/contract";

/** The table beside the chain that leads from a cluster's name to its records: what is missing there is missing in a list. */
export interface ClusterIndex {
	/** The first record of the range (after < seq ≤ upTo) that is not found by each of its clusters. */
	findUnindexed(
		organisationId: OrganisationId,
		afterSeq: number,
		upToSeq: number,
	): Promise<number | undefined>;
	/** How many rows there are for records up to that number. */
	count(organisationId: OrganisationId, upToSeq: number): Promise<number>;
	/** The number that the first row names which belongs to no record up to that one. */
	findStray(
		organisationId: OrganisationId,
		upToSeq: number,
	): Promise<number | undefined>;
}
