import type { PartHealth } from "@quarterdeck/runtime";
import {
	createJobWorkerMeter,
	defaultJobWorkerSettings,
	type JobCounts,
	JobWorker,
	writtenJobs,
} from "../plumbing/jobs/index.ts";
import { jobsOfFacts } from "../plumbing/outbox/index.ts";
import { createSignals } from "../plumbing/postgres/index.ts";
import { factRoutes } from "./fact-routes.ts";
import type { ProcessParts } from "./process-parts.ts";
import type { Rooms } from "./rooms.ts";
import type { Store } from "./store.ts";

/** How often waiting and dead jobs are counted, and what was done long ago is removed. */
const lookEveryMs = 60_000;
const keepDoneSeconds = 86_400;

/** Acts on facts from now on. */
export async function startDurableJobs(
	{ life, clock, log, metrics, health }: ProcessParts,
	{ jobQueue, signals }: Store,
	{ catalog }: Pick<Rooms, "catalog">,
): Promise<void> {
	let counts: JobCounts = { waiting: 0, dead: 0 };
	async function look(): Promise<void> {
		try {
			counts = await jobQueue.count();
			await jobQueue.sweepDone(keepDoneSeconds);
		} catch (error) {
			log.warn("durable jobs could not be counted", { error });
		}
	}
	await look();
	const timer = clock.every(lookEveryMs, () => void look());
	life.atEnd("counts of durable jobs", () => timer.cancel());
	await life.start(
		"durable jobs",
		() =>
			new JobWorker({
				queue: jobQueue,
				handlers: jobsOfFacts([catalog.push], factRoutes),
				signals: createSignals(signals, writtenJobs),
				clock,
				log,
				meter: createJobWorkerMeter(metrics, () => counts),
				settings: defaultJobWorkerSettings,
			}),
	);
	health.part("jobs", () => jobsHealth(counts));
}

/** Dead jobs make nothing else fail, so they are a note. */
function jobsHealth({ dead }: JobCounts): PartHealth {
	if (dead === 0) return { ok: true };
	return { ok: true, note: `${dead} durable jobs were given up` };
}
