import type { OrganisationId } from "@quarterdeck/contract";
import {
	type Clock,
	describeError,
	type Log,
	type Signals,
	type Timer,
} from "@quarterdeck/runtime";
import type { JobWorkerMeter } from "./job-meter.ts";
import type { ClaimExclusions, ClaimedJob, JobQueue } from "./job-queue.ts";

/** What is done for a job; `payload` is as it was written. */
export interface JobHandler {
	/** As in the row. */
	readonly name: string;
	/** @throws to be tried again. */
	run(payload: string, signal: AbortSignal): Promise<void>;
}

export interface JobWorkerSettings {
	/** Jobs this process runs at the same time; one organisation's are at most half of them. */
	readonly parallel: number;
	/** How long a claim lasts without being renewed: then another process takes the job. */
	readonly claimSeconds: number;
	/** Attempts before a job counts as dead. */
	readonly maxAttempts: number;
	readonly firstRetryMs: number;
	readonly longestRetryMs: number;
	/** How often is looked without being told to: a signal may be lost. */
	readonly sweepMs: number;
}

export const defaultJobWorkerSettings: JobWorkerSettings = {
	parallel: 16,
	claimSeconds: 15,
	maxAttempts: 12,
	firstRetryMs: 1000,
	longestRetryMs: 300_000,
	sweepMs: 60_000,
};

export interface JobWorkerDeps {
	readonly queue: JobQueue;
	readonly handlers: readonly JobHandler[];
	readonly signals: Pick<Signals<true>, "follow">;
	readonly clock: Clock;
	readonly log: Log;
	readonly meter: JobWorkerMeter;
	readonly settings: JobWorkerSettings;
	/** 0 to 1. Default: `Math.random`. */
	readonly random?: () => number;
}

interface RunningJob {
	readonly job: ClaimedJob;
	readonly controller: AbortController;
	readonly done: Promise<void>;
}

/** Runs jobs until it is stopped: when it is signalled, when one falls due, and now and then. */
export class JobWorker {
	readonly #deps: JobWorkerDeps;
	readonly #handlers: ReadonlyMap<string, JobHandler>;
	readonly #running = new Map<string, RunningJob>();
	readonly #unfollow: () => void;
	readonly #renewing: Timer;
	#looking: Promise<void> | undefined;
	#lookAgain = false;
	#timer: Timer | undefined;
	#isStopping = false;
	#renewedAtMs: number;

	constructor(deps: JobWorkerDeps) {
		this.#deps = deps;
		this.#handlers = new Map(deps.handlers.map((one) => [one.name, one]));
		this.#renewedAtMs = deps.clock.monotonicMs();
		this.#unfollow = deps.signals.follow(() => this.#wake());
		this.#renewing = deps.clock.every(
			(deps.settings.claimSeconds * 1000) / 3,
			() => void this.#renew(),
		);
		this.#wake();
	}

	/** Claims nothing more, tells what runs to end, and gives back what did not. */
	async stop(): Promise<void> {
		this.#isStopping = true;
		this.#unfollow();
		this.#timer?.cancel();
		await this.#looking;
		for (const { controller } of this.#running.values())
			controller.abort(new Error("the process is stopping"));
		await Promise.all([...this.#running.values()].map(({ done }) => done));
		this.#renewing.cancel();
		this.#timer?.cancel();
	}

	#wake(): void {
		if (this.#isStopping) return;
		this.#lookAgain = true;
		this.#looking ??= this.#look().finally(() => {
			this.#looking = undefined;
			if (this.#lookAgain) this.#wake();
		});
	}

	async #look(): Promise<void> {
		const { queue, settings, log } = this.#deps;
		this.#lookAgain = false;
		this.#timer?.cancel();
		const names = [...this.#handlers.keys()];
		let nextMs: number | undefined = settings.sweepMs;
		try {
			await this.#claim(names);
			// Whoever ends makes room and looks again.
			if (this.#free() > 0)
				nextMs = await queue.nextDueMs(names, this.#excluded());
		} catch (error) {
			log.warn("due jobs could not be claimed", { error });
			nextMs = settings.firstRetryMs;
		}
		if (this.#isStopping) return;
		const waitMs = Math.min(nextMs ?? settings.sweepMs, settings.sweepMs);
		this.#timer = this.#deps.clock.after(Math.max(waitMs, 20), () =>
			this.#wake(),
		);
	}

	/**
	 * An organisation begins a job only while it runs fewer than there are places free, so that one alone takes at most half of
	 * them, a second half of the rest, and so on. What is claimed together keeps to that even when all of it is of one organisation.
	 */
	async #claim(names: readonly string[]): Promise<void> {
		const { queue, settings } = this.#deps;
		while (!this.#isStopping) {
			const free = this.#free();
			if (free <= 0) return;
			const running = [...this.#runningOf().values()];
			const most = Math.max(0, ...running.filter((count) => count < free));
			const limit = Math.max(1, Math.floor((free - most) / 2));
			const jobs = await queue.claim(
				names,
				limit,
				settings.claimSeconds,
				this.#excluded(),
			);
			for (const job of jobs) this.#begin(job);
			if (jobs.length < limit) return;
		}
	}

	#free(): number {
		return this.#deps.settings.parallel - this.#running.size;
	}

	#runningOf(): ReadonlyMap<OrganisationId, number> {
		const counts = new Map<OrganisationId, number>();
		for (const { job } of this.#running.values())
			counts.set(job.organisationId, (counts.get(job.organisationId) ?? 0) + 1);
		return counts;
	}

	/** A handler may go on after its claim has ended: its job is not begun a second time beside it. */
	#excluded(): ClaimExclusions {
		const free = this.#free();
		return {
			jobs: [...this.#running.keys()],
			organisations: [...this.#runningOf()]
				.filter(([, count]) => count >= free)
				.map(([organisationId]) => organisationId),
		};
	}

	#begin(job: ClaimedJob): void {
		const controller = new AbortController();
		const done = this.#run(job, controller.signal).finally(() => {
			this.#running.delete(job.id);
			this.#wake();
		});
		this.#running.set(job.id, { job, controller, done });
	}

	/** Never rejects: a claim whose end could not be written ends by itself, and the job is run again. */
	async #run(job: ClaimedJob, signal: AbortSignal): Promise<void> {
		const { queue, log, meter } = this.#deps;
		const facts = { job: job.name, organisationId: job.organisationId };
		try {
			try {
				await this.#handlers.get(job.name)?.run(job.payload, signal);
				await queue.complete(job);
				meter.ended(job.name, "succeeded");
			} catch (error) {
				if (signal.aborted) await queue.release(job);
				else await this.#fail(job, error);
			}
		} catch (error) {
			log.warn("the end of a job could not be written", { ...facts, error });
		}
	}

	async #fail(job: ClaimedJob, error: unknown): Promise<void> {
		const { queue, log, meter, settings } = this.#deps;
		const { name, organisationId, attempts } = job;
		const facts = { job: name, organisationId, attempt: attempts, error };
		const reason = describeError(error).slice(0, 2000);
		if (attempts >= settings.maxAttempts) {
			log.error("a job was given up; it can be retried", facts);
			meter.ended(name, "dead");
			return queue.bury(job, reason);
		}
		log.warn("a job failed and is tried again", facts);
		meter.ended(name, "failed");
		await queue.postpone(job, reason, this.#retryMs(attempts));
	}

	/** Doubles, and spreads those that failed together over half of it. */
	#retryMs(attempts: number): number {
		const { firstRetryMs, longestRetryMs } = this.#deps.settings;
		const { random = Math.random } = this.#deps;
		const longest = Math.min(
			longestRetryMs,
			firstRetryMs * 2 ** (attempts - 1),
		);
		return longest * (1 - random() / 2);
	}

	/** What another process has claimed meanwhile, or may have, is ended here. */
	async #renew(): Promise<void> {
		const { queue, clock, settings, log } = this.#deps;
		const running = [...this.#running.values()];
		const askedAtMs = clock.monotonicMs();
		if (running.length === 0) {
			this.#renewedAtMs = askedAtMs;
			return;
		}
		let held: ReadonlySet<string> | undefined;
		try {
			const jobs = running.map(({ job }) => job);
			held = await queue.renew(jobs, settings.claimSeconds);
			this.#renewedAtMs = askedAtMs;
		} catch (error) {
			log.warn("claims of jobs could not be renewed", { error });
			const ageMs = clock.monotonicMs() - this.#renewedAtMs;
			if (ageMs >= settings.claimSeconds * 1000) held = new Set();
		}
		if (held)
			for (const { job, controller } of running)
				if (!held.has(job.id))
					controller.abort(new Error("the claim of this job was lost"));
	}
}
