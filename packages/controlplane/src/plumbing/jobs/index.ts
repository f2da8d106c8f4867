export { countDurableJobs } from "./count-durable-jobs.job.ts";
export { createJobWorkerMeter } from "./job-meter.ts";
export {
	createJobQueue,
	type JobCounts,
	type JobQueue,
	writtenJobs,
} from "./job-queue.ts";
export {
	defaultJobWorkerSettings,
	type JobHandler,
	JobWorker,
} from "./job-worker.ts";
export { removeDoneJobs } from "./remove-done-jobs.job.ts";
