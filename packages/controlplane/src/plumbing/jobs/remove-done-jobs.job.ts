import type { Job } from "@quarterdeck/runtime";
import type { JobQueue } from "./job-queue.ts";

const keepDoneSeconds = 86_400;

/** Removes durable jobs that were done a day ago or earlier. */
export function removeDoneJobs(queue: Pick<JobQueue, "sweepDone">): Job {
	return {
		name: "remove-done-jobs",
		description: "Removes durable jobs that were done a day ago or earlier.",
		every: 600,
		run: () => queue.sweepDone(keepDoneSeconds),
	};
}
