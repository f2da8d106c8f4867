import type { CommandFilter, CommandState } from "./command-record.ts";

/** Whose figures, and of what time: from ≤ started < before. */
export interface FigureRange {
	readonly from: Date;
	readonly before: Date;
	/** Only commands that they may read are counted. */
	readonly readable: NonNullable<CommandFilter["readable"]>;
}

/** How many commands began in a stretch of the range, by the state they are in. */
export interface CommandCount {
	/** From 0: the range in equal stretches. */
	readonly stretch: number;
	readonly state: CommandState;
	readonly count: number;
}

export interface CommandCounts {
	readonly counts: readonly CommandCount[];
	/** Since when commands were counted, when there were too many to count them all. */
	readonly countedFrom: Date | undefined;
}

/** How long runs took, in milliseconds: half of them no longer than `p50Ms`, 95 of 100 no longer than `p95Ms`. */
export interface RunDurations {
	/** A cluster's name, or the first words of a command. */
	readonly name: string;
	readonly runs: number;
	readonly p50Ms: number;
	readonly p95Ms: number;
}

/** The slowest by `p95Ms`, the slowest first. */
export interface SlowestRuns {
	readonly clusters: readonly RunDurations[];
	readonly commands: readonly RunDurations[];
}
