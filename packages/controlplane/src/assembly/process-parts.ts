import type { ProcessId } from "@quarterdeck/contract";
import type {
	Clock,
	Health,
	JobRunner,
	Life,
	Log,
	Metrics,
	NewId,
	ReportError,
} from "@quarterdeck/runtime";

/** What the process has before anything of ours is built. */
export interface ProcessParts {
	readonly processId: ProcessId;
	readonly version: string;
	readonly clock: Clock;
	readonly log: Log;
	readonly newId: NewId;
	readonly reportError: ReportError;
	readonly metrics: Metrics;
	readonly health: Health;
	/** Runs all work that starts itself; its jobs show in metrics and health. */
	readonly jobs: JobRunner;
	/** Each part remembers here how it is stopped; all stop in reverse. */
	readonly life: Life;
}
