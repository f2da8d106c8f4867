import type { OrganisationId, RunId, RunOutput } from "@quarterdeck/contract";

/** A run's whole output while it is written: stdout and stderr in the order they came. */
export interface OutputWriter {
	/** Resolves when more may come. */
	write(output: RunOutput): Promise<void>;
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
	/**
	 * The output with its streams apart, in the order it came: as it is kept, or as it grows while this process runs the command, until
	 * it is complete, thrown away or `signal` is aborted. Undefined when it is neither. What was kept before streams were told apart
	 * is all stdout.
	 */
	follow(
		organisationId: OrganisationId,
		runId: RunId,
		signal: AbortSignal,
	): Promise<AsyncIterable<RunOutput> | undefined>;
}
