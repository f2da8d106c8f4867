import assert from "node:assert/strict";
import { test } from "node:test";
import { readConsoleSearch } from "./console-search.ts";

test("the address names where commands run, and nothing that cannot be a target", () => {
	const target = (given: unknown) =>
		readConsoleSearch({ target: given }).target;
	assert.equal(target("eu-1"), "eu-1");
	assert.equal(target(" region=eu "), "region=eu");
	assert.equal(target(7), "7");
	for (const wrong of ["", "  ", "x".repeat(254), ["eu"], null])
		assert.equal(target(wrong), undefined);
});
