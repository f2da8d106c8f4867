import assert from "node:assert/strict";
import { test } from "node:test";
import { type RowSort, sortRows } from "./sort-rows.ts";

function sorted(
	cells: readonly string[],
	direction: RowSort["direction"] = "ascending",
): readonly string[] {
	const rows = cells.map((cell) => ({ cluster: "eu", cells: [cell] }));
	return sortRows(rows, { by: 0, direction }).map((row) => row.cells[0] ?? "");
}

test("names stand in natural order", () => {
	assert.deepEqual(sorted(["web-10", "web-2", "db-1"]), [
		"db-1",
		"web-2",
		"web-10",
	]);
});

test("ages, numbers, shares and amounts stand by what they amount to", () => {
	assert.deepEqual(sorted(["4d3h", "90s", "5m", "2y1d", "25h"]), [
		"90s",
		"5m",
		"25h",
		"4d3h",
		"2y1d",
	]);
	assert.deepEqual(sorted(["10 (5m ago)", "2", "0"]), [
		"0",
		"2",
		"10 (5m ago)",
	]);
	assert.deepEqual(sorted(["2/2", "0/3", "1/3"]), ["0/3", "1/3", "2/2"]);
	assert.deepEqual(sorted(["1Gi", "900Mi", "2Ki"]), ["2Ki", "900Mi", "1Gi"]);
});

test("an unknown amount is the least, and one other word makes the column one of words", () => {
	assert.deepEqual(sorted(["5m", "<unknown>", "10s"]), [
		"<unknown>",
		"10s",
		"5m",
	]);
	assert.deepEqual(sorted(["10", "9", "never"]), ["9", "10", "never"]);
});

test("the other way round, and equal rows stand as they came", () => {
	assert.deepEqual(sorted(["1", "3", "2"], "descending"), ["3", "2", "1"]);
	const rows = ["b", "a", "c"].map((cluster) => ({ cluster, cells: ["same"] }));
	assert.deepEqual(
		sortRows(rows, { by: 0, direction: "ascending" }).map(
			({ cluster }) => cluster,
		),
		["b", "a", "c"],
	);
	assert.deepEqual(
		sortRows(rows, { by: "cluster", direction: "ascending" }).map(
			({ cluster }) => cluster,
		),
		["a", "b", "c"],
	);
});
