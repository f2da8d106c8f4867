import type { Metrics } from "@quarterdeck/runtime";
import type { JobCounts } from "./job-queue.ts";

/** Counts what becomes of durable jobs. */
export interface JobWorkerMeter {
	ended(job: string, outcome: "succeeded" | "failed" | "dead"): void;
}

/** The metrics of durable jobs. `counts` answers what was counted last. */
export function createJobWorkerMeter(
	metrics: Metrics,
	counts: () => JobCounts,
): JobWorkerMeter {
	const attempts = metrics.counter(
		"durable_job_attempts_total",
		"Attempts at durable jobs that ended.",
		["job", "outcome"],
	);
	metrics.gauge(
		"durable_jobs_waiting",
		"Durable jobs that are due, postponed or running.",
		[],
		() => counts().waiting,
	);
	metrics.gauge(
		"durable_jobs_dead",
		"Durable jobs that were given up and not retried.",
		[],
		() => counts().dead,
	);
	return { ended: (job, outcome) => attempts.inc({ job, outcome }) };
}
