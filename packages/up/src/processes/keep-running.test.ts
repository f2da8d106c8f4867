import assert from "node:assert/strict";
import { test } from "node:test";
import { until } from "@quarterdeck/testkit";
import type { ProcessEnd } from "../servers/index.ts";
import { keepRunning } from "./keep-running.ts";

interface Fake {
	readonly number: number;
	readonly ended: Promise<ProcessEnd>;
	readonly end: (end: ProcessEnd) => void;
	stopped: boolean;
	stop(): Promise<void>;
}

const killed: ProcessEnd = { code: null, signal: "SIGKILL" };

/** Starts processes that exist on paper, and passes each wait at once while noting its length. */
function stage(refusals: readonly number[] = []) {
	const started: Fake[] = [];
	const waits: number[] = [];
	const said: string[] = [];
	let attempts = 0;
	let clockMs = 0;
	const options = {
		name: "bus",
		say: (line: string) => said.push(line),
		nowMs: () => clockMs,
		pause: async (ms: number) => void waits.push(ms),
		start: async (): Promise<Fake> => {
			attempts += 1;
			if (refusals.includes(attempts)) throw new Error("port 7422 is taken");
			const { promise: ended, resolve: end } =
				Promise.withResolvers<ProcessEnd>();
			const fake: Fake = {
				number: attempts,
				ended,
				end,
				stopped: false,
				async stop() {
					fake.stopped = true;
					end({ code: 0, signal: null });
				},
			};
			started.push(fake);
			return fake;
		},
	};
	return {
		options,
		started,
		waits,
		said,
		pass: (ms: number) => {
			clockMs += ms;
		},
	};
}

test("a first start that fails is the caller's to tell", async () => {
	const { options, said } = stage([1]);
	await assert.rejects(keepRunning(options), /taken/);
	assert.deepEqual(said, []);
});

test("one that is killed is started again, and it is said", async () => {
	const { options, started, said } = stage();
	const watched = await keepRunning(options);
	started[0]?.end(killed);
	await until(() => watched.current().number === 2);
	assert.equal(started[0]?.stopped, true, "what it left behind is taken away");
	assert.deepEqual(said, [
		"the bus was ended by SIGKILL; restarting it",
		"the bus is running again",
	]);
	await watched.stop();
	assert.equal(started[1]?.stopped, true);
});

test("one that keeps dying is started slower and slower, at most every 30 s, and quick again once it was healthy", async () => {
	const { options, started, waits, pass } = stage([3, 4, 5, 6, 7, 8, 9, 10]);
	const watched = await keepRunning(options);
	started[0]?.end(killed);
	await until(() => started.length === 2);
	started[1]?.end(killed);
	await until(() => started.length === 3);
	assert.deepEqual(waits.slice(0, 3), [500, 1000, 2000]);
	assert.equal(Math.max(...waits), 30_000);
	pass(60_001);
	started[2]?.end(killed);
	await until(() => started.length === 4);
	assert.equal(waits.at(-1), 0);
	await watched.stop();
});

test("one that is being started when the end comes is stopped too", async () => {
	const { options, started } = stage();
	const gate = Promise.withResolvers<void>();
	let isFirst = true;
	const watched = await keepRunning({
		...options,
		start: async () => {
			if (!isFirst) await gate.promise;
			isFirst = false;
			return await options.start();
		},
	});
	started[0]?.end(killed);
	await until(() => started[0]?.stopped);
	const stopped = watched.stop();
	gate.resolve();
	await stopped;
	assert.equal(started[1]?.stopped, true);
});

test("a restart is at once, and is no failure", async () => {
	const { options, started, waits, said } = stage();
	const kept = await keepRunning(options);
	for (const number of [2, 3, 4]) {
		await kept.restart();
		await until(() => kept.current().number === number);
		assert.equal(started[number - 2]?.stopped, true);
	}
	assert.deepEqual(waits, [0, 0, 0]);
	assert.deepEqual(said, Array(3).fill("the bus is running again"));
	await kept.stop();
});

test("a restart ends the wait after a failed start", async () => {
	const { options, started } = stage([2]);
	let isWaiting = false;
	const kept = await keepRunning({
		...options,
		pause: async (ms, signal) => {
			if (ms === 0 || signal.aborted) return;
			const { promise, resolve } = Promise.withResolvers<void>();
			signal.addEventListener("abort", () => resolve());
			isWaiting = true;
			await promise;
			isWaiting = false;
		},
	});
	await kept.restart();
	await until(() => isWaiting);
	await kept.restart();
	await until(() => started.length === 2);
	await kept.stop();
});

test("asked for while it is starting, a restart follows the start", async () => {
	const { options, started } = stage();
	const gate = Promise.withResolvers<void>();
	let attempts = 0;
	const kept = await keepRunning({
		...options,
		start: async () => {
			attempts += 1;
			if (attempts === 2) await gate.promise;
			return await options.start();
		},
	});
	await kept.restart();
	await until(() => attempts === 2);
	await kept.restart();
	gate.resolve();
	await until(() => started.length === 3);
	assert.equal(started[1]?.stopped, true);
	await kept.stop();
});

test("told to stop, it starts nothing again", async () => {
	const { options, started, said } = stage();
	const watched = await keepRunning(options);
	await watched.stop();
	assert.equal(started.length, 1);
	assert.deepEqual(said, []);
});
