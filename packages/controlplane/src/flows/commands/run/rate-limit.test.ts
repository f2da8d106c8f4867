import assert from "node:assert/strict";
import { test } from "node:test";
import { type Clock, systemClock } from "@quarterdeck/runtime";
import { createRateLimit } from "./rate-limit.ts";

test("twenty at once, then twenty a second, each cluster for itself", () => {
	let nowMs = 0;
	const clock: Clock = { ...systemClock, monotonicMs: () => nowMs };
	const limit = createRateLimit({ clock, perSecond: 20 });
	const taken = (key: string, times: number) =>
		Array.from({ length: times }, () => limit.take(key)).filter(
			(answer) => answer.ok,
		).length;
	assert.equal(taken("eu", 30), 20);
	assert.deepEqual(limit.take("eu"), { ok: false, retrySeconds: 1 });
	assert.equal(taken("us", 30), 20);
	nowMs = 500;
	assert.equal(taken("eu", 30), 10);
	nowMs = 60_000;
	assert.equal(taken("eu", 30), 20);
});

test("ten thousand clusters in passing are forgotten", () => {
	let nowMs = 0;
	const clock: Clock = { ...systemClock, monotonicMs: () => nowMs };
	const limit = createRateLimit({ clock, perSecond: 20 });
	for (let i = 0; i < 10_000; i++) {
		nowMs += 10;
		assert.equal(limit.take(`cluster-${i}`).ok, true);
	}
});
