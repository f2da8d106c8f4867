import assert from "node:assert/strict";
import { test } from "node:test";
import { readInstant } from "./read-instant.ts";

const now = new Date("2026-11-29T10:20:30.400Z");

for (const [text, instant] of [
	["1h", "2026-11-29T09:20:30.400Z"],
	["90m", "2026-11-29T08:50:30.400Z"],
	["1h30m", "2026-11-29T08:50:30.400Z"],
	["2d", "2026-11-27T10:20:30.400Z"],
	["1w", "2026-11-22T10:20:30.400Z"],
	["now", "2026-11-29T10:20:30.400Z"],
	["today", "2026-11-29T00:00:00.000Z"],
	["yesterday", "2026-11-28T00:00:00.000Z"],
	["2026-11-22", "2026-11-22T00:00:00.000Z"],
	["2026-11-22T10:00", "2026-11-22T10:00:00.000Z"],
	["2026-11-22 10:00:01", "2026-11-22T10:00:01.000Z"],
	["2026-11-22T10:00:00Z", "2026-11-22T10:00:00.000Z"],
	["2026-11-22T10:00:00+02:00", "2026-11-22T08:00:00.000Z"],
	...["", "1", "h", "-1h", "1y", "tomorrow", "2026-11-31", "2026-13-01"].map(
		(text) => [text, undefined] as const,
	),
	["2026-11-22T25:00:00Z", undefined],
	["999999w", undefined],
	["Sun Nov 29", undefined],
] as const)
	test(`${JSON.stringify(text)} is ${instant ?? "no time"}`, () => {
		assert.equal(readInstant(text, now), instant);
	});
