import type { Leases } from "../lease.ts";
import type { Job } from "./job.ts";
import type { JobRunner } from "./job-runner.ts";

/**
 * A job that runs others on one process of many: on that which holds the lease, while the rest stand by. A job under it may still
 * overlap with the next holder's for a moment when a lease is lost, so what it does twice must be as if it were done once.
 */
export function jobsUnderLease(deps: {
	/** Kebab-case; the lease has the same name on every process. */
	readonly lease: string;
	readonly leases: Leases;
	readonly runner: Pick<JobRunner, "start">;
	readonly jobs: readonly Job[];
}): Job {
	const { lease, leases, runner, jobs } = deps;
	return {
		name: `hold-lease-${lease}`,
		description: `Holds the lease ${lease}, or waits for it, and runs its jobs meanwhile: ${jobs.map(({ name }) => name).join(", ")}.`,
		every: 1,
		// It ends only when the lease is lost.
		expectedSeconds: Number.POSITIVE_INFINITY,
		run: (signal) =>
			leases.hold(
				lease,
				async (held) => {
					const running = jobs.map((job) => runner.start(job));
					await aborted(held.signal);
					await Promise.all(running.map((job) => job.stop()));
				},
				{ signal },
			),
	};
}

function aborted(signal: AbortSignal): Promise<void> {
	return new Promise((resolve) => {
		if (signal.aborted) resolve();
		else signal.addEventListener("abort", () => resolve(), { once: true });
	});
}
