import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { humanDuration } from "./index.ts";

describe("a span of time", () => {
	const minute = 60;
	const hour = 60 * minute;
	const day = 24 * hour;
	const cases: [number, string][] = [
		[-5, "<invalid>"],
		[-1, "0s"],
		[0, "0s"],
		[119, "119s"],
		[120, "2m"],
		[145, "2m25s"],
		[10 * minute, "10m"],
		[179 * minute, "179m"],
		[3 * hour, "3h"],
		[3 * hour + 5 * minute, "3h5m"],
		[9 * hour, "9h"],
		[47 * hour, "47h"],
		[2 * day, "2d"],
		[2 * day + 3 * hour, "2d3h"],
		[8 * day, "8d"],
		[729 * day, "729d"],
		[730 * day, "2y"],
		[3 * 365 * day + 4 * day, "3y4d"],
		[9 * 365 * day, "9y"],
	];
	for (const [seconds, text] of cases)
		test(`of ${seconds} s is ${text}`, () => {
			assert.equal(humanDuration(seconds * 1000), text);
		});
});
