import type { OrganisationId } from "@quarterdeck/contract";

/** Tells, in every replica, that a chain grew: when the transaction that appended to it has committed. */
export interface RecordSignals {
	/**
	 * Calls `onGrown` with the organisation whose chain grew, or with undefined when some may have been missed.
	 * @returns what stops it.
	 */
	follow(
		onGrown: (organisationId: OrganisationId | undefined) => void,
	): () => void;
}
