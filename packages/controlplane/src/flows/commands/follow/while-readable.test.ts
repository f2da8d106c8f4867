import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { countKept, createHandClock, until } from "@quarterdeck/testkit";
import { whileReadable } from "./while-readable.ts";

function stage() {
	const clock = createHandClock();
	const seen = { asked: 0, left: 0, isOpen: true, isSilent: false };
	let n = 0;
	const source: AsyncIterableIterator<number> = {
		[Symbol.asyncIterator]: () => source,
		next: () =>
			seen.isSilent
				? new Promise(() => {})
				: Promise.resolve({ done: false, value: ++n }),
		async return() {
			seen.left += 1;
			return { done: true, value: undefined };
		},
	};
	const listeners = new Set<() => void>();
	const onChange = (listener: () => void) => {
		listeners.add(listener);
		return () => void listeners.delete(listener);
	};
	const events = whileReadable({ clock, onChange }, source, async () => {
		seen.asked += 1;
		if (!seen.isOpen) throw new Error("closed");
	});
	return { clock, seen, events, listeners };
}

describe("events that are passed on while they may be read", () => {
	test("end at once when a change closes them, also while nothing is said", async () => {
		const { seen, events, listeners } = stage();
		seen.isSilent = true;
		const next = events.next();
		for (const listener of listeners) listener();
		seen.isOpen = false;
		for (const listener of listeners) listener();
		await assert.rejects(next, /closed/);
		assert.equal(seen.left, 1);
		assert.equal(listeners.size, 0);
	});

	test("end when they may not be any more, and nothing said after that is passed on", async () => {
		const { clock, seen, events } = stage();
		assert.equal((await events.next()).value, 1);
		seen.isOpen = false;
		await clock.wind(1000);
		await assert.rejects(events.next(), /closed/);
		assert.equal(seen.left, 1);
	});

	test("are checked a few times for a thousand changes", async () => {
		const { seen, events, listeners } = stage();
		seen.isSilent = true;
		const next = events.next();
		for (let i = 0; i < 1000; i++) for (const listener of listeners) listener();
		await until(() => seen.asked > 0);
		assert.equal(seen.asked, 1);
		seen.isOpen = false;
		for (let i = 0; i < 1000; i++) for (const listener of listeners) listener();
		await assert.rejects(next, /closed/);
		assert.equal(seen.asked, 2);
	});

	test("are checked once a second, and not while nothing is said", async () => {
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

	test("are not kept once they were passed on", async () => {
		const source = (async function* () {
			for (;;) yield { bytes: new Uint8Array(16) };
		})();
		const events = whileReadable(
			{ clock: createHandClock(), onChange: () => () => {} },
			source,
			async () => {},
		);
		const passed: WeakRef<object>[] = [];
		for (let i = 0; i < 100; i += 1) {
			const { value } = await events.next();
			passed.push(new WeakRef(value));
		}
		assert.ok((await countKept(passed)) <= 2);
	});
});
