import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createHandClock } from "@quarterdeck/testkit";
import { createLog } from "../log.ts";
import { createMetrics } from "../metrics.ts";
import type { Job } from "./job.ts";
import { createJobRunner } from "./job-runner.ts";

interface LogLine {
	readonly level: string;
	readonly message: string;
	readonly job: string;
	readonly error?: string;
	readonly attempt?: number;
}

/** A runner on a hand-wound clock; `random` in the middle means that waits are as they were asked for. */
function createRunner(random = () => 0.5) {
	const clock = createHandClock();
	const lines: LogLine[] = [];
	const metrics = createMetrics({ processMetrics: false });
	const log = createLog({
		process: "test",
		level: "info",
		write: (line) => lines.push(JSON.parse(line)),
	});
	const runner = createJobRunner({ clock, log, metrics, random });
	return { clock, lines, metrics, runner };
}

/** A job that writes down when it ran. */
function createNotedJob(
	clock: { monotonicMs(): number },
	timing: Partial<Job> & Pick<Job & { every: number }, "every">,
): Job & { readonly at: number[] } {
	const at: number[] = [];
	return {
		name: "noted",
		description: "Writes down when it ran.",
		run: () => void at.push(clock.monotonicMs()),
		...timing,
		at,
	};
}

const settled = () => new Promise((done) => setImmediate(done));

describe("a job with a period", () => {
	test("runs at its start and again a period after each end", async () => {
		const { clock, runner } = createRunner();
		const job = createNotedJob(clock, { every: 10 });
		runner.start(job);
		await clock.wind(25_000);
		assert.deepEqual(job.at, [0, 10_000, 20_000]);
	});

	test("waits first when it is not to run at its start", async () => {
		const { clock, runner } = createRunner();
		const job = createNotedJob(clock, { every: 10, atStart: false });
		runner.start(job);
		await clock.wind(15_000);
		assert.deepEqual(job.at, [10_000]);
	});

	test("is spread by up to a tenth in either direction", async () => {
		for (const [random, second] of [
			[0, 9000],
			[1, 11_000],
		] as const) {
			const { clock, runner } = createRunner(() => random);
			const job = createNotedJob(clock, { every: 10 });
			runner.start(job);
			await clock.wind(11_000);
			assert.deepEqual(job.at, [0, second]);
		}
	});

	test("that is a function is asked after each run, and may be longer than a timer of the machine", async () => {
		const { clock, runner } = createRunner();
		const waits = [5, 3_000_000, 1];
		const at: number[] = [];
		runner.start({
			name: "uneven",
			description: "Runs at uneven instants.",
			atStart: false,
			every: () => waits.shift() ?? 1e9,
			run: () => void at.push(clock.monotonicMs() / 1000),
		});
		await clock.wind(3_000_010_000);
		assert.deepEqual(at, [5, 3_000_005, 3_000_006]);
	});

	test("does not overtake itself, and a run that takes long is logged while it runs", async () => {
		const { clock, lines, runner } = createRunner();
		let isInside = false;
		let runs = 0;
		runner.start({
			name: "slow",
			description: "Takes longer than its period.",
			every: 1,
			run: () => {
				assert.equal(isInside, false);
				isInside = true;
				runs += 1;
				return new Promise<void>((done) =>
					clock.after(5000, () => {
						isInside = false;
						done();
					}),
				);
			},
		});
		await clock.wind(2000);
		assert.deepEqual(
			lines.map(({ level, message, job }) => [level, message, job]),
			[["warn", "a job takes longer than expected", "slow"]],
		);
		assert.equal(runner.list()[0]?.isRunning, true);
		await clock.wind(10_500);
		assert.equal(runs, 3);
		assert.equal(lines.length, 1, "said once while it goes on");
	});
});

describe("a job that is woken", () => {
	function createWoken(extra: Partial<Job> = {}) {
		const parts = createRunner();
		const at: number[] = [];
		let wake = () => {};
		let isSubscribed = false;
		const job: Job = {
			name: "woken",
			description: "Runs when it is woken.",
			when(act) {
				wake = act;
				isSubscribed = true;
				return () => {
					isSubscribed = false;
				};
			},
			run: () => void at.push(parts.clock.monotonicMs()),
			...extra,
		} as Job;
		const started = parts.runner.start(job);
		return {
			...parts,
			at,
			started,
			wake: () => wake(),
			isSubscribed: () => isSubscribed,
		};
	}

	test("runs once for wake-ups that come together, and not without one", async () => {
		const { at, clock, wake } = createWoken({ gatherSeconds: 2 });
		await clock.wind(10_000);
		assert.deepEqual(at, []);
		for (let i = 0; i < 5; i++) wake();
		await clock.wind(1000);
		wake();
		await clock.wind(10_000);
		assert.deepEqual(at, [12_000]);
	});

	test("runs once more when it is woken during a run, also by its own work", async () => {
		const begun: PromiseWithResolvers<void>[] = [];
		const { clock, wake } = createWoken({
			run: () => {
				const one = Promise.withResolvers<void>();
				begun.push(one);
				if (begun.length === 1) wake();
				return one.promise;
			},
		});
		wake();
		await settled();
		wake();
		wake();
		await clock.wind(60_000);
		assert.equal(begun.length, 1);
		begun[0]?.resolve();
		await settled();
		assert.equal(begun.length, 2);
		begun[1]?.resolve();
		await clock.wind(60_000);
		assert.equal(begun.length, 2);
	});

	test("keeps its period too, counted from the last run", async () => {
		const { at, clock, wake } = createWoken({ every: 10, atStart: false });
		await clock.wind(4000);
		wake();
		await clock.wind(12_000);
		assert.deepEqual(at, [4000, 14_000]);
	});

	test("waits for the retry after a failure, unless it is run by hand", async () => {
		let runs = 0;
		const { clock, wake, started } = createWoken({
			run: () => {
				runs += 1;
				throw new Error("refused");
			},
		});
		wake();
		await clock.wind(100);
		wake();
		await clock.wind(100);
		assert.equal(runs, 1);
		started.runNow();
		await clock.wind(100);
		assert.equal(runs, 2);
	});

	test("is unsubscribed when it is stopped, and never runs again", async () => {
		const { at, clock, wake, started, isSubscribed } = createWoken();
		assert.equal(isSubscribed(), true);
		await started.stop();
		assert.equal(isSubscribed(), false);
		wake();
		started.runNow();
		await clock.wind(60_000);
		assert.deepEqual(at, []);
		assert.equal(clock.pendingTimers, 0);
	});
});

describe("a job that fails", () => {
	test("is retried after doubling waits, logged once, and logged again when it works", async () => {
		const { clock, lines, metrics, runner } = createRunner();
		const at: number[] = [];
		let isBroken = true;
		runner.start({
			name: "sweep",
			description: "Sweeps.",
			every: 3600,
			longestRetrySeconds: 5,
			run: () => {
				at.push(clock.monotonicMs() / 1000);
				if (isBroken) throw new Error("no database");
			},
		});
		await clock.wind(20_000);
		assert.deepEqual(at, [0, 1, 3, 7, 12, 17]);
		assert.equal(runner.list()[0]?.lastError, "no database");
		assert.equal(runner.list()[0]?.failures, 6);
		isBroken = false;
		await clock.wind(2000);
		assert.deepEqual(at.slice(6), [22]);
		assert.deepEqual(
			lines.map(({ level, message, attempt }) => [level, message, attempt]),
			[
				["warn", "a job failed and is retried", undefined],
				["info", "a job works again", 7],
			],
		);
		assert.match(lines[0]?.error ?? "", /no database/);
		const { text } = await metrics.expose();
		assert.match(
			text,
			/quarterdeck_job_runs_total\{job="sweep",outcome="failed"\} 6/,
		);
		assert.match(text, /quarterdeck_job_failing\{job="sweep"\} 0/);
		await clock.wind(3_600_000);
		assert.equal(at.at(-1), 3622);
	});

	test("leaves the others alone", async () => {
		const { clock, runner } = createRunner();
		const good = createNotedJob(clock, { every: 10 });
		runner.start({
			name: "bad",
			description: "Rejects.",
			every: 10,
			run: () => Promise.reject(new Error("bad")),
		});
		runner.start(good);
		await clock.wind(10_000);
		assert.deepEqual(good.at, [0, 10_000]);
	});
});

describe("the runner", () => {
	test("lists each job with its last run and its next", async () => {
		const { clock, runner } = createRunner();
		runner.start(createNotedJob(clock, { every: 10 }));
		await clock.wind(11_000);
		assert.deepEqual(runner.list(), [
			{
				name: "noted",
				description: "Writes down when it ran.",
				isRunning: false,
				runs: 2,
				failures: 0,
				lastStartedAt: new Date("2026-01-01T00:00:10.000Z"),
				lastDurationMs: 0,
				nextAt: new Date("2026-01-01T00:00:20.000Z"),
			},
		]);
	});

	test("refuses a second job of the same name, until the first is stopped", async () => {
		const { clock, runner } = createRunner();
		const first = runner.start(createNotedJob(clock, { every: 10 }));
		const second = createNotedJob(clock, { every: 10 });
		assert.throws(() => runner.start(second), /noted is running already/);
		await first.stop();
		runner.start(second);
		await clock.wind(0);
		assert.deepEqual(second.at, [0]);
	});

	test("aborts what runs when it stops, waits for it, and counts that as no failure", async () => {
		const { clock, lines, runner } = createRunner();
		let isOver = false;
		runner.start({
			name: "long",
			description: "Runs until it is stopped.",
			every: 10,
			run: (signal) =>
				new Promise((_, reject) => {
					signal.addEventListener("abort", () => {
						clock.after(500, () => {
							isOver = true;
							reject(signal.reason);
						});
					});
				}),
		});
		await settled();
		const stopping = runner.stop();
		await clock.wind(499);
		assert.equal(isOver, false);
		await clock.wind(1);
		await stopping;
		assert.equal(isOver, true);
		assert.deepEqual(lines, []);
		assert.equal(clock.pendingTimers, 0);
		assert.throws(
			() => runner.start(createNotedJob(clock, { every: 1 })),
			/stopped/,
		);
	});
});
