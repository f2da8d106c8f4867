import { jobsUnderLease } from "@quarterdeck/runtime";
import { removeDoneJobs } from "../plumbing/jobs/index.ts";
import { createSignHeadsJob } from "../rooms/audit/index.ts";
import { sweepEnded } from "../rooms/sign-in/index.ts";
import type { ProcessParts } from "./process-parts.ts";
import type { Rooms } from "./rooms.ts";
import type { Store } from "./store.ts";

/** Removes what is over and signs what grew, on one replica at a time: the rows are the same for all. */
export function startSweeps(
	{ jobs, log }: Pick<ProcessParts, "jobs" | "log">,
	{ leases, jobQueue }: Pick<Store, "leases" | "jobQueue">,
	{
		audit,
		signIn,
		events,
		notices,
	}: Pick<Rooms, "audit" | "signIn" | "events" | "notices">,
): void {
	const sweeps = [
		sweepEnded({ signIn, log }),
		events.sweep,
		notices.sweep,
		createSignHeadsJob(audit),
		removeDoneJobs(jobQueue),
	];
	jobs.start(
		jobsUnderLease({ lease: "sweeps", leases, runner: jobs, jobs: sweeps }),
	);
}
