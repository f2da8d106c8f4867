import assert from "node:assert/strict";
import { test } from "node:test";
import { setImmediate as nextTurn } from "node:timers/promises";
import { coalesced } from "./coalesced.ts";

test("calls of one moment share a run, and calls during it share the next", async () => {
	const ends: (() => void)[] = [];
	const ask = coalesced(
		() => new Promise<void>((resolve) => ends.push(resolve)),
		assert.ifError,
	);
	for (let i = 0; i < 1000; i++) ask();
	await nextTurn();
	assert.equal(ends.length, 1);
	for (let i = 0; i < 1000; i++) ask();
	await nextTurn();
	assert.equal(ends.length, 1, "the next waits for the end of the first");
	ends[0]?.();
	await nextTurn();
	assert.equal(ends.length, 2);
	ends[1]?.();
	await nextTurn();
	assert.equal(ends.length, 2);
	ask();
	await nextTurn();
	assert.equal(ends.length, 3);
});

test("a run that fails is told, and the next one runs", async () => {
	const failures: unknown[] = [];
	const broken = new Error("broken");
	const ask = coalesced(
		() => Promise.reject(broken),
		(error) => failures.push(error),
	);
	ask();
	await nextTurn();
	ask();
	await nextTurn();
	assert.deepEqual(failures, [broken, broken]);
});
