import type { Clock } from "../clock.ts";
import type { Log } from "../log.ts";
import type { Metrics } from "../metrics.ts";
import type { Job, JobReport } from "./job.ts";
import { createJobMeter } from "./job-meter.ts";
import { StartedJob } from "./started-job.ts";

/** A job that was started. */
export interface RunningJob {
	/** Runs it at once, also during the wait after a failure, or once more right after the run that is under way. */
	runNow(): void;
	/** Aborts the run that is under way and waits for it; the job may be started again afterwards. */
	stop(): Promise<void>;
}

/** Runs the jobs of one process. A failing job is logged once until it works again, and goes on. */
export interface JobRunner {
	/** @throws Error when a job of this name is running already, or the runner was stopped. */
	start(job: Job): RunningJob;
	/** The jobs that are started, by name. */
	list(): readonly JobReport[];
	/** Stops all jobs at once and waits for them. */
	stop(): Promise<void>;
}

/** A runner without jobs. A process has one, whose metrics carry the names of its jobs. */
export function createJobRunner(deps: {
	readonly clock: Clock;
	readonly log: Log;
	readonly metrics: Metrics;
	/** 0 to 1; varies the waits by up to a tenth. Default: `Math.random`. */
	readonly random?: () => number;
}): JobRunner {
	const { clock, log, metrics, random = Math.random } = deps;
	const parts = { clock, log, random, meter: createJobMeter(metrics) };
	const jobs = new Map<string, StartedJob>();
	let isStopped = false;
	return {
		start(job) {
			if (isStopped) throw new Error("The job runner was stopped.");
			if (jobs.has(job.name))
				throw new Error(`A job named ${job.name} is running already.`);
			const started = new StartedJob(job, parts);
			jobs.set(job.name, started);
			return {
				runNow: () => started.runNow(),
				async stop() {
					await started.stop();
					if (jobs.get(job.name) === started) jobs.delete(job.name);
				},
			};
		},
		list: () =>
			[...jobs.values()]
				.map((job) => job.report())
				.sort((a, b) => (a.name < b.name ? -1 : 1)),
		async stop() {
			isStopped = true;
			await Promise.all([...jobs.values()].map((job) => job.stop()));
			jobs.clear();
		},
	};
}
