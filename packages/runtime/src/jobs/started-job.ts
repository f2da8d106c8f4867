import type { Clock, Timer } from "../clock.ts";
import { describeError } from "../describe-error.ts";
import type { Log } from "../log.ts";
import type { Job, JobReport } from "./job.ts";
import type { JobMeter } from "./job-meter.ts";

export interface StartedJobDeps {
	readonly clock: Clock;
	readonly log: Log;
	readonly meter: JobMeter;
	/** 0 to 1; spreads the runs of many processes that were started together. */
	readonly random: () => number;
}

const firstRetrySeconds = 1;
const defaultLongestRetrySeconds = 60;
const defaultExpectedSeconds = 60;
/** Largest part of a wait by which it is made longer or shorter. */
const jitter = 0.1;

/** A job from its start to its stop: one run at a time, each followed by the wait that is due. */
export class StartedJob {
	readonly #job: Job;
	readonly #deps: StartedJobDeps;
	readonly #stopping = new AbortController();
	readonly #unsubscribe: (() => void) | undefined;
	#timer: Timer | undefined;
	#nextMs: number | undefined;
	#running: Promise<void> | undefined;
	/** A wake-up came that no run has answered yet. */
	#isWoken = false;
	#failuresInRow = 0;
	#isOverrunLogged = false;
	#report: Omit<JobReport, "isRunning" | "nextAt">;

	constructor(job: Job, deps: StartedJobDeps) {
		this.#job = job;
		this.#deps = { ...deps, log: deps.log.child({ job: job.name }) };
		const { name, description } = job;
		this.#report = { name, description, runs: 0, failures: 0 };
		deps.meter.failing(name, false);
		this.#unsubscribe =
			"when" in job ? job.when(() => this.#wake()) : undefined;
		if (job.atStart ?? "every" in job) this.runNow();
		else this.#waitForNext();
	}

	/** Runs it at once, or once more right after the run that is under way. */
	runNow(): void {
		if (this.#stopping.signal.aborted) return;
		if (this.#running !== undefined) this.#isWoken = true;
		else this.#run();
	}

	report(): JobReport {
		const { clock } = this.#deps;
		const next = this.#nextMs;
		return {
			...this.#report,
			isRunning: this.#running !== undefined,
			...(next === undefined
				? {}
				: {
						nextAt: new Date(
							clock.now().getTime() + next - clock.monotonicMs(),
						),
					}),
		};
	}

	/** Aborts the run that is under way and waits for it; no other follows. */
	async stop(): Promise<void> {
		if (!this.#stopping.signal.aborted) {
			this.#unsubscribe?.();
			this.#cancelWait();
			this.#stopping.abort(new Error("the process is stopping"));
		}
		await this.#running;
	}

	#wake(): void {
		if (this.#stopping.signal.aborted || this.#isWoken) return;
		this.#isWoken = true;
		if (this.#running !== undefined || this.#failuresInRow > 0) return;
		this.#waitFor(gatherMs(this.#job));
	}

	#waitFor(delayMs: number): void {
		this.#cancelWait();
		if (delayMs <= 0) {
			this.#run();
			return;
		}
		const { clock } = this.#deps;
		this.#nextMs = clock.monotonicMs() + delayMs;
		this.#timer = clock.after(delayMs, () => this.#run());
	}

	#cancelWait(): void {
		this.#timer?.cancel();
		this.#timer = undefined;
		this.#nextMs = undefined;
	}

	#waitForNext(): void {
		if (this.#stopping.signal.aborted) return;
		if (this.#failuresInRow > 0) this.#waitFor(this.#retryMs());
		else if (this.#isWoken) this.#waitFor(gatherMs(this.#job));
		else if ("every" in this.#job)
			this.#waitFor(Math.max(1, this.#periodMs(this.#job.every)));
	}

	#periodMs(every: number | (() => number)): number {
		const seconds = typeof every === "number" ? every : every();
		return this.#varied(seconds * 1000);
	}

	#retryMs(): number {
		const longest = this.#job.longestRetrySeconds ?? defaultLongestRetrySeconds;
		const doubled =
			firstRetrySeconds * 2 ** Math.min(this.#failuresInRow - 1, 30);
		return this.#varied(Math.min(longest, doubled) * 1000);
	}

	#varied(delayMs: number): number {
		return delayMs * (1 + jitter * (2 * this.#deps.random() - 1));
	}

	#run(): void {
		this.#cancelWait();
		this.#isWoken = false;
		this.#report = { ...this.#report, lastStartedAt: this.#deps.clock.now() };
		// Begun a moment later, so that a wake-up from within the work finds the run under way.
		this.#running = Promise.resolve()
			.then(() => this.#runOnce())
			.finally(() => {
				this.#running = undefined;
				this.#waitForNext();
			});
	}

	async #runOnce(): Promise<void> {
		if (this.#stopping.signal.aborted) return;
		const { clock } = this.#deps;
		const startedMs = clock.monotonicMs();
		const overrun = this.#watchOverrun();
		let failure: { readonly error: unknown } | undefined;
		try {
			await this.#job.run(this.#stopping.signal);
		} catch (error) {
			failure = { error };
		}
		overrun.cancel();
		// What a run throws because it was stopped is no failure of the job.
		if (failure && this.#stopping.signal.aborted) return;
		this.#ended(clock.monotonicMs() - startedMs, failure);
	}

	#ended(
		durationMs: number,
		failure: { readonly error: unknown } | undefined,
	): void {
		const { meter, log } = this.#deps;
		const { name } = this.#job;
		const { lastError: _, ...report } = this.#report;
		this.#report = {
			...report,
			runs: report.runs + 1,
			failures: report.failures + (failure ? 1 : 0),
			lastDurationMs: durationMs,
			...(failure ? { lastError: describeError(failure.error) } : {}),
		};
		meter.ended(name, durationMs, failure !== undefined);
		meter.failing(name, failure !== undefined);
		if (failure) {
			this.#failuresInRow += 1;
			if (this.#failuresInRow === 1)
				log.warn("a job failed and is retried", { error: failure.error });
			return;
		}
		if (this.#failuresInRow > 0)
			log.info("a job works again", { attempt: this.#failuresInRow + 1 });
		this.#failuresInRow = 0;
		if (durationMs <= this.#expectedMs()) this.#isOverrunLogged = false;
	}

	#expectedMs(): number {
		const every = "every" in this.#job ? this.#job.every : undefined;
		const byPeriod = typeof every === "number" ? every : defaultExpectedSeconds;
		return (this.#job.expectedSeconds ?? byPeriod) * 1000;
	}

	/** Logs a run that takes too long while it still runs, once until a run is in time again. */
	#watchOverrun(): Timer {
		const limitMs = this.#expectedMs();
		return this.#deps.clock.after(limitMs, () => {
			if (this.#isOverrunLogged) return;
			this.#isOverrunLogged = true;
			this.#deps.log.warn("a job takes longer than expected", {
				durationMs: limitMs,
			});
		});
	}
}

function gatherMs(job: Job): number {
	return "when" in job ? (job.gatherSeconds ?? 0) * 1000 : 0;
}
