import type { ClusterId, OrganisationId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";

/** A cluster that was added or removed, or for which another agent or none speaks now. */
export interface ChangedCluster {
	readonly organisationId: OrganisationId;
	readonly id: ClusterId;
}

/** Carries what is decided about clusters to every replica. What agents say needs none: each replica hears them. */
export interface FleetNews {
	/** Told when the transaction commits. */
	announce(tx: Transaction, cluster: ChangedCluster): Promise<void>;
	/**
	 * Calls `listener` with each changed cluster, also with those changed here, or with undefined after some may have been missed.
	 * @returns what stops it.
	 */
	follow(listener: (cluster: ChangedCluster | undefined) => void): () => void;
}
