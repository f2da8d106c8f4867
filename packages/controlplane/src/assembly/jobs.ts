import type { JobReport, PartHealth } from "@quarterdeck/runtime";
import {
	countDurableJobs,
	createJobWorkerMeter,
	defaultJobWorkerSettings,
	type JobCounts,
	JobWorker,
	writtenJobs,
} from "../plumbing/jobs/index.ts";
import { jobsOfFacts } from "../plumbing/outbox/index.ts";
import { createSignals } from "../plumbing/postgres/index.ts";
import { factRoutes } from "./fact-routes.ts";
import type { Flows } from "./flows.ts";
import type { ProcessParts } from "./process-parts.ts";
import type { Rooms } from "./rooms.ts";
import type { Store } from "./store.ts";

/** Acts on facts from now on. */
export async function startDurableJobs(
	{ life, jobs, clock, log, metrics, health }: ProcessParts,
	{ jobQueue, signals }: Store,
	{ catalog }: Pick<Rooms, "catalog">,
	{ notices, actions }: Pick<Flows, "notices" | "actions">,
): Promise<void> {
	const counting = countDurableJobs(jobQueue);
	const counts = () => counting.counts;
	await life.start(
		"durable jobs",
		() =>
			new JobWorker({
				queue: jobQueue,
				handlers: jobsOfFacts([catalog.push, notices.receive], factRoutes),
				signals: createSignals(signals, writtenJobs),
				clock,
				log,
				meter: createJobWorkerMeter(metrics, counts),
				settings: defaultJobWorkerSettings,
			}),
	);
	jobs.start(counting.job);
	jobs.start(notices.deliver);
	life.atEnd("notices", () => notices.stop());
	jobs.start(actions.job);
	life.atEnd("actions", () => actions.stop());
	health.part("jobs", () => jobsHealth(jobs.list(), counts()));
}

/** A job that fails makes nothing else fail, and is tried again: a note, not a problem. */
function jobsHealth(
	reports: readonly JobReport[],
	{ dead }: JobCounts,
): PartHealth {
	const notes = [
		...reports
			.filter(({ lastError }) => lastError !== undefined)
			.map(({ name, lastError }) => `${name} fails: ${lastError}`),
		...(dead > 0 ? [`${dead} durable jobs were given up`] : []),
	];
	return notes.length > 0 ? { ok: true, note: notes.join("; ") } : { ok: true };
}
