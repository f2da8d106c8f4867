import assert from "node:assert/strict";
import { test } from "node:test";
import { requireFreeGroups } from "./require-free-groups.ts";

test("while changes to rights are reviewed, groups are given by nobody alone, and taken away by anybody", () => {
	const refused = { code: "REVIEW_REQUIRED" };
	assert.throws(() => requireFreeGroups(true, ["sre"]), refused);
	assert.throws(
		() => requireFreeGroups(true, ["sre", "dev"], ["dev"]),
		refused,
	);
	requireFreeGroups(true, ["dev"], ["dev", "sre"]);
	requireFreeGroups(true, []);
});

test("without review they are given as ever", () => {
	requireFreeGroups(false, ["sre"]);
});
