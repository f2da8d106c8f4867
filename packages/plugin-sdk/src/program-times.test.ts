import assert from "node:assert/strict";
import { test } from "node:test";
import { readProgramTimes, writeProgramTimes } from "./program-times.ts";

test("the times of a program are read as they were written", () => {
	const times = {
		startedAtMs: 1_795_979_702_356.125,
		spawnedAtMs: 1_795_979_702_360,
		endedAtMs: 1_795_979_702_400.5,
	};
	assert.deepEqual(readProgramTimes(writeProgramTimes(times)), times);
});

test("what a plugin says instead of times is none", () => {
	for (const text of [
		null,
		"",
		"1 2 3",
		"1.000 2.000",
		"3.000 2.000 4.000",
		"1.000 3.000 2.000",
		"-1.000 2.000 3.000",
		"1.000 2.000 NaN",
		"1.000 2.000 9999999999999999.000",
	])
		assert.equal(readProgramTimes(text), undefined, String(text));
});
