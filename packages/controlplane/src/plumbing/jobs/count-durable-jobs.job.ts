import type { Job } from "@quarterdeck/runtime";
import type { JobCounts, JobQueue } from "./job-queue.ts";

const keepDoneSeconds = 86_400;

/** Counts the jobs that wait and those that were given up, and forgets those that were done long ago. */
export function countDurableJobs(
	queue: Pick<JobQueue, "count" | "sweepDone">,
): { readonly job: Job; readonly counts: JobCounts } {
	let counts: JobCounts = { waiting: 0, dead: 0 };
	return {
		get counts() {
			return counts;
		},
		job: {
			name: "count-durable-jobs",
			description: "Counts durable jobs and removes those that are done.",
			every: 60,
			async run() {
				counts = await queue.count();
				await queue.sweepDone(keepDoneSeconds);
			},
		},
	};
}
