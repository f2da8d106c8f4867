import assert from "node:assert/strict";
import { test } from "node:test";
import type { Stretch } from "./documents.ts";
import { barsOf, barWords, summaryOf } from "./stretches.ts";

const minute = 60_000;
const startMs = new Date(2026, 0, 5, 14).getTime();
const stretches: readonly Stretch[] = [
	{
		from: new Date(startMs).toISOString(),
		counts: [
			{ level: "INFO", count: 1 },
			{ level: "ERROR", count: 3 },
		],
	},
	{ from: new Date(startMs + 30 * minute).toISOString(), counts: [] },
];

test("a bar goes on until the next, the last until the end", () => {
	const bars = barsOf(stretches, startMs + 60 * minute);
	assert.deepEqual(
		bars.map(({ fromMs, toMs, total }) => [fromMs, toMs, total]),
		[
			[startMs, startMs + 30 * minute, 4],
			[startMs + 30 * minute, startMs + 60 * minute, 0],
		],
	);
});

test("a bar, and all of them, in words", () => {
	const bars = barsOf(stretches, startMs + 60 * minute);
	const [first, second] = bars;
	assert.ok(first && second);
	assert.equal(
		barWords(first),
		"Jan 5, 14:00 to Jan 5, 14:30: 3 error, 1 info",
	);
	assert.match(barWords(second), /: nothing$/);
	assert.equal(
		summaryOf(bars),
		"Jan 5, 14:00 to Jan 5, 15:00: 3 error, 1 info",
	);
});
