/**
 * Work that starts itself. A job may be killed, or run by several replicas, at any moment: what it changes must allow that.
 * It says when it is due by `every`, by `when`, or by both.
 */
export type Job = JobWork & (Periodic | Woken | (Periodic & Woken));

interface JobWork {
	/** Kebab-case and the same for every process of its kind: it is a label of metrics. */
	readonly name: string;
	/** One sentence for operators: what it does. */
	readonly description: string;
	/**
	 * Does the work once. It is never called while an earlier call of the same job runs. What it throws is logged and retried;
	 * after the signal is aborted it should end soon, and may throw the signal's reason.
	 */
	run(signal: AbortSignal): Promise<void> | void;
	/** Whether it runs as soon as it is started. Default: yes when it has `every`, no otherwise. */
	readonly atStart?: boolean;
	/** Seconds in which a run is expected to end; a longer one is logged. Default: `every` when that is a number, otherwise 60. */
	readonly expectedSeconds?: number;
	/** Longest wait in seconds before a failed run is tried again. Default 60. */
	readonly longestRetrySeconds?: number;
}

interface Periodic {
	/** Seconds from the end of one run to the start of the next; a function is asked after each run and must not throw. Varied by up to a tenth. */
	readonly every: number | (() => number);
}

interface Woken {
	/**
	 * Called when the job is started, with a function that makes it run soon; returns how to unsubscribe. Wake-ups that come while
	 * the job is waiting or running lead to one run. After a failure they wait for the retry.
	 */
	readonly when: (wake: () => void) => () => void;
	/** Seconds to wait after a wake-up for more of them. Default 0. */
	readonly gatherSeconds?: number;
}

/** How a job is doing, for operators. */
export interface JobReport {
	readonly name: string;
	readonly description: string;
	readonly isRunning: boolean;
	/** Runs that ended since the job was started. */
	readonly runs: number;
	/** Runs that failed, of those. */
	readonly failures: number;
	readonly lastStartedAt?: Date;
	/** Of the last run that ended. */
	readonly lastDurationMs?: number;
	/** The last failure as one short line, with its code or name; absent when the last run that ended succeeded. */
	readonly lastError?: string;
	/** When it runs next; absent while it runs or waits for a wake-up. */
	readonly nextAt?: Date;
}
