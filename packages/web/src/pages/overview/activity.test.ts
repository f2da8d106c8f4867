import assert from "node:assert/strict";
import { test } from "node:test";
import { countedActivity, timeWords } from "./activity.ts";

test("commands are summed up by state, all together and in each stretch", () => {
	const from = ["2026-01-05T14:00:00Z", "2026-01-05T15:00:00Z"] as const;
	const counted = countedActivity({
		countedFrom: null,
		stretches: [
			{
				from: from[0],
				counts: [
					{ state: "FAILED", count: 2 },
					{ state: "SUCCEEDED", count: 5 },
				],
			},
			{ from: from[1], counts: [{ state: "FAILED", count: 1 }] },
		],
	});
	assert.equal(counted.total, 8);
	assert.equal(counted.of("FAILED"), 3);
	assert.equal(counted.of("DENIED"), 0);
	assert.deepEqual(
		counted.stretches.map((one) => [one.from, one.total, one.of("FAILED")]),
		[
			[from[0], 7, 2],
			[from[1], 1, 1],
		],
	);
});

test("a stretch is named by the hour or the day of the viewer's clock", () => {
	const at = new Date(2026, 0, 5, 0, 0).toISOString();
	assert.equal(timeWords(at, false), "00:00");
	assert.match(timeWords(at, true), /^(Mon 5|5 Mon)$/);
});
