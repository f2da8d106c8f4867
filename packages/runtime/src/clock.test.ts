import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import { systemClock } from "./clock.ts";

/** The longest delay of the machine's timers; with a longer one they fire at once. */
const longestTimerMs = 2 ** 31 - 1;

/** Plays the machine's timers: whichever is set fires when the test says so. */
function playTimers(t: TestContext) {
	const set: { act: () => void; delayMs: number; isCleared: boolean }[] = [];
	t.mock.method(
		globalThis,
		"setTimeout",
		(act: () => void, delayMs: number) => {
			const timer = { act, delayMs, isCleared: false, unref: () => timer };
			set.push(timer);
			return timer;
		},
	);
	t.mock.method(globalThis, "clearTimeout", (timer: (typeof set)[number]) => {
		timer.isCleared = true;
	});
	return set;
}

test("a timer may be longer than one of the machine's", (t) => {
	const set = playTimers(t);
	const delayMs = 2.5 * longestTimerMs;
	let fired = 0;
	systemClock.after(delayMs, () => {
		fired += 1;
	});
	for (let at = 0; at < set.length; at++) {
		assert.equal(fired, 0);
		set[at]?.act();
	}
	assert.equal(fired, 1);
	assert.equal(set.length, 3);
	assert.ok(set.every((timer) => timer.delayMs <= longestTimerMs));
	assert.equal(
		set.reduce((sum, timer) => sum + timer.delayMs, 0),
		delayMs,
	);
});

test("one that is cancelled during a later part never fires", (t) => {
	const set = playTimers(t);
	const timer = systemClock.after(3 * longestTimerMs, () =>
		assert.fail("it fired"),
	);
	set[0]?.act();
	timer.cancel();
	assert.deepEqual(
		set.map(({ isCleared }) => isCleared),
		[false, true],
	);
});

test("a period longer than a timer of the machine is kept", (t) => {
	const set = playTimers(t);
	let fired = 0;
	const timer = systemClock.every(1.5 * longestTimerMs, () => {
		fired += 1;
	});
	for (let at = 0; at < 4; at++) set[at]?.act();
	assert.equal(fired, 2);
	timer.cancel();
	assert.deepEqual(
		set.map(({ isCleared }) => isCleared),
		[false, false, false, false, true],
	);
	assert.ok(set.every(({ delayMs }) => delayMs <= longestTimerMs));
});
