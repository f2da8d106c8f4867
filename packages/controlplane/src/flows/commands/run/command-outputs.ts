import type { OrganisationId, RunId } from "@quarterdeck/contract";

/** A run's whole output while it is written: stdout and stderr in the order they came. */
export interface OutputWriter {
	/** Resolves when more may come. */
	write(bytes: Uint8Array): Promise<void>;
	/** Keeps what was written for good. */
	seal(): Promise<void>;
	/** Throws away what was written. */
	discard(): Promise<void>;
}

/** A kept output, or a part of it. `start` and `endExclusive` are bytes. */
export interface OutputSlice {
	readonly totalBytes: number;
	readonly start: number;
	readonly endExclusive: number;
	readonly bytes: AsyncIterable<Uint8Array>;
}

/** Where the whole outputs of runs are kept; the live feed holds only their beginning. */
export interface CommandOutputs {
	/** Begins to keep a run's output. */
	create(organisationId: OrganisationId, runId: RunId): Promise<OutputWriter>;
	/**
	 * The output of a run of this organisation, or undefined when it is not kept (any more).
	 * A range beyond the end is cut to what there is; an empty answer then has start = endExclusive.
	 */
	open(
		organisationId: OrganisationId,
		runId: RunId,
		range?: { readonly start: number; readonly endExclusive?: number },
	): Promise<OutputSlice | undefined>;
}
