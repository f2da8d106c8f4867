import assert from "node:assert/strict";
import { test } from "node:test";
import { createHandClock } from "@quarterdeck/testkit";
import { watchFreezes } from "./watch-freezes.ts";

function watched() {
	const hand = createHandClock();
	let frozenMs = 0;
	const drains: PromiseWithResolvers<void>[] = [];
	const watch = watchFreezes({
		clock: { ...hand, monotonicMs: () => hand.monotonicMs() + frozenMs },
		drained() {
			const drain = Promise.withResolvers<void>();
			drains.push(drain);
			return drain.promise;
		},
	});
	const freeze = (durationMs: number) => {
		frozenMs += durationMs;
	};
	return { hand, watch, drains, freeze };
}

test("a process that runs lets nothing wait", async () => {
	const { hand, watch, drains } = watched();
	await hand.wind(60_000);
	assert.equal(watch.waitedMs(), 0);
	assert.equal(drains.length, 0);
	watch.stop();
	assert.equal(hand.pendingTimers, 0);
});

test("what is read after a freeze waited since before it, until all that had arrived is read", async () => {
	const { hand, watch, drains, freeze } = watched();
	await hand.wind(1000);
	freeze(13_000);
	// The timer may come before the message.
	await hand.wind(250);
	assert.equal(watch.waitedMs(), 13_250);
	freeze(2000);
	assert.equal(watch.waitedMs(), 15_250);
	drains[0]?.resolve();
	await hand.wind(0);
	assert.equal(watch.waitedMs(), 15_250, "the second freeze is not read yet");
	drains[1]?.reject(new Error("the connection was lost"));
	await hand.wind(0);
	assert.equal(watch.waitedMs(), 0);
	watch.stop();
});
