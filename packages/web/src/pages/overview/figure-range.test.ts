import assert from "node:assert/strict";
import { test } from "node:test";
import { figureRange } from "./figure-range.ts";

test("a day ends with the hour that goes on, and is the same all through it", () => {
	const at = (minutes: number) => new Date(2026, 0, 5, 14, minutes);
	const range = figureRange(at(0), "day");
	assert.deepEqual(range, figureRange(at(59), "day"));
	assert.deepEqual(range, {
		since: new Date(2026, 0, 4, 15).toISOString(),
		until: new Date(2026, 0, 5, 15).toISOString(),
		stretches: 24,
	});
});

test("a week ends with the viewer's day", () => {
	assert.deepEqual(figureRange(new Date(2026, 0, 8, 23, 59), "week"), {
		since: new Date(2026, 0, 2).toISOString(),
		until: new Date(2026, 0, 9).toISOString(),
		stretches: 7,
	});
});
