import assert from "node:assert/strict";
import { test } from "node:test";
import { countOutcomes, filterRuns, sortRuns } from "./listed-runs.ts";

const runs = [
	{ cluster: "shop-10", state: "SUCCEEDED" },
	{ cluster: "shop-2", state: "SUCCEEDED" },
	{ cluster: "web-1", state: "DENIED" },
	{ cluster: "web-10", state: "FAILED" },
	{ cluster: "web-9", state: "FAILED" },
];
const names = (some: readonly { readonly cluster: string }[]) =>
	some.map(({ cluster }) => cluster);

test("what failed comes first, and clusters stand in natural order", () => {
	assert.deepEqual(names(sortRuns(runs)), [
		"web-9",
		"web-10",
		"web-1",
		"shop-2",
		"shop-10",
	]);
	assert.deepEqual(countOutcomes(runs), [
		{ state: "FAILED", count: 2 },
		{ state: "DENIED", count: 1 },
		{ state: "SUCCEEDED", count: 2 },
	]);
});

test("runs are found by cluster and by outcome", () => {
	assert.deepEqual(names(filterRuns(runs, " web ", "FAILED")), [
		"web-10",
		"web-9",
	]);
	assert.deepEqual(names(filterRuns(runs, "", null)), names(runs));
	assert.deepEqual(filterRuns(runs, "nothing", null), []);
});
