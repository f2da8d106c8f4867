import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createHandClock } from "@quarterdeck/testkit";
import { whileOpen } from "./while-open.ts";

function stage() {
	const clock = createHandClock();
	const seen = { asked: 0, left: 0, isOpen: true };
	let n = 0;
	const source: AsyncIterableIterator<number> = {
		[Symbol.asyncIterator]: () => source,
		next: async () => ({ done: false, value: ++n }),
		async return() {
			seen.left += 1;
			return { done: true, value: undefined };
		},
	};
	const events = whileOpen(clock, source, async () => {
		seen.asked += 1;
		if (!seen.isOpen) throw new Error("closed");
	});
	return { clock, seen, events };
}

describe("events that are told while they may be heard", () => {
	test("end when they may not be any more, and nothing said after that is told", async () => {
		const { clock, seen, events } = stage();
		assert.equal((await events.next()).value, 1);
		seen.isOpen = false;
		await clock.wind(1000);
		await assert.rejects(events.next(), /closed/);
		assert.equal(seen.left, 1);
	});

	test("are asked for once a second, and not while nothing is said", async () => {
		const { clock, seen, events } = stage();
		for (let i = 0; i < 10; i++) await events.next();
		assert.equal(seen.asked, 0);
		await clock.wind(60_000);
		assert.equal(seen.asked, 0);
		for (let i = 0; i < 10; i++) await events.next();
		assert.equal(seen.asked, 1);
		await events.return?.();
		assert.equal(seen.left, 1);
	});
});
