import type { Job } from "@quarterdeck/runtime";
import type { JobCounts, JobQueue } from "./job-queue.ts";

/** Counts the jobs that wait and those that were given up. Each replica counts for its own metrics and health. */
export function countDurableJobs(queue: Pick<JobQueue, "count">): {
	readonly job: Job;
	readonly counts: JobCounts;
} {
	let counts: JobCounts = { waiting: 0, dead: 0 };
	return {
		get counts() {
			return counts;
		},
		job: {
			name: "count-durable-jobs",
			description:
				"Counts the durable jobs that wait and that failed for good.",
			every: 60,
			async run() {
				counts = await queue.count();
			},
		},
	};
}
