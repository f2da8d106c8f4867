import type { Metrics } from "../metrics.ts";

/** Counts what the jobs of a process do, each under its name. */
export interface JobMeter {
	ended(job: string, durationMs: number, failed: boolean): void;
	/** The last run that ended failed, or did not. */
	failing(job: string, isFailing: boolean): void;
}

/** The metrics of jobs; a process has one job runner, because a metric is registered once. */
export function createJobMeter(metrics: Metrics): JobMeter {
	const runs = metrics.counter("job_runs_total", "Runs of a job that ended", [
		"job",
		"outcome",
	]);
	const seconds = metrics.histogram("job_seconds", "Duration of a job's runs", [
		"job",
	]);
	const failing = metrics.gauge(
		"job_failing",
		"1 while the last run of a job failed",
		["job"],
	);
	return {
		ended(job, durationMs, failed) {
			runs.inc({ job, outcome: failed ? "failed" : "succeeded" });
			seconds.observe({ job }, durationMs / 1000);
		},
		failing(job, isFailing) {
			failing.set({ job }, isFailing ? 1 : 0);
		},
	};
}
