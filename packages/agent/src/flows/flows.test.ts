import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { Heartbeat } from "@quarterdeck/contract";
import {
	createJobRunner,
	createMetrics,
	silentLog,
} from "@quarterdeck/runtime";
import { createHandClock } from "@quarterdeck/testkit";
import { createHeart } from "./beat-heart.job.ts";
import { fetchConfiguration } from "./fetch-configuration.job.ts";
import { splitMessages } from "./split-message.ts";

function startClockAndRunner() {
	const clock = createHandClock();
	const runner = createJobRunner({
		clock,
		log: silentLog,
		metrics: createMetrics({ processMetrics: false }),
		random: () => 0.5,
	});
	return { clock, runner };
}

describe("messages", () => {
	test("text becomes output, the rest stays a message", () => {
		assert.deepEqual(
			splitMessages([
				{ baseBody: { codeBlock: "a" } },
				{ baseBody: { plaintext: "b" } },
			]),
			{ text: "a\nb", rest: undefined },
		);
		const { text, rest } = splitMessages([
			{ baseBody: { codeBlock: "a" }, sections: [{ base: {} } as never] },
			{ sections: [{} as never] },
		]);
		assert.equal(text, "a");
		assert.equal(rest?.sections?.length, 2);
		assert.equal(rest?.baseBody, undefined);
	});
	test("a message too large to travel is said to be so", () => {
		const { rest } = splitMessages([
			{ sections: [{ header: "x".repeat(300_000) } as never] },
		]);
		assert.match(rest?.baseBody?.plaintext ?? "", /too large/);
	});
});

describe("the heart", () => {
	test("beats every ten seconds, gathers changes, and says once that it leaves", async () => {
		const { clock, runner } = startClockAndRunner();
		const sent: Heartbeat[] = [];
		const describeAgent = (): Heartbeat => ({
			at: clock.now().toISOString(),
			agentVersion: "1",
			protocol: 1,
			configurationVersion: 0,
			running: 0,
			kubernetes: { reachable: true },
			plugins: [],
		});
		const heart = createHeart({
			describe: describeAgent,
			send: (one) => sent.push(one),
		});
		const started = runner.start(heart.job);
		await clock.wind(20_000);
		assert.equal(sent.length, 3);
		for (let i = 0; i < 50; i++) heart.changed();
		await clock.wind(200);
		assert.equal(sent.length, 4);
		started.runNow();
		await clock.wind(0);
		assert.equal(sent.length, 5);
		await started.stop();
		heart.leave();
		heart.leave();
		heart.changed();
		await clock.wind(60_000);
		assert.deepEqual(
			sent.slice(4).map(({ leaving }) => leaving),
			[undefined, true],
		);
		assert.equal(clock.pendingTimers, 0);
	});
});

describe("fetching the configuration", () => {
	test("happens at the start and at each connection, and is retried only while connected", async () => {
		const { clock, runner } = startClockAndRunner();
		const fetchedAt: number[] = [];
		let connect = () => {};
		let isConnected = true;
		let fails = true;
		runner.start(
			fetchConfiguration({
				async refresh() {
					fetchedAt.push(clock.monotonicMs() / 1000);
					if (fails) throw new Error("no answer");
				},
				isConnected: () => isConnected,
				onConnected(act) {
					connect = act;
					return () => {};
				},
			}),
		);
		await clock.wind(4000);
		assert.deepEqual(fetchedAt, [0, 1, 3]);
		isConnected = false;
		await clock.wind(60_000);
		assert.equal(fetchedAt.length, 3);
		isConnected = true;
		fails = false;
		connect();
		await clock.wind(60_000);
		assert.deepEqual(fetchedAt.slice(3), [64]);
	});
});
