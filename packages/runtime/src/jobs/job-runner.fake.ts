import type { Clock } from "../clock.ts";
import { silentLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import { createJobRunner, type JobRunner } from "./job-runner.ts";

/** The real runner with waits that are as long as the jobs ask for, so that a hand-wound clock meets them. It logs nothing. */
export function createSteadyJobRunner(clock: Clock): JobRunner {
	return createJobRunner({
		clock,
		log: silentLog,
		metrics: createMetrics({ processMetrics: false }),
		random: () => 0.5,
	});
}
