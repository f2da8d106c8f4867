import assert from "node:assert/strict";
import { test } from "node:test";
import { nextRow } from "./next-row.ts";

test("keys lead through the list and never out of it", () => {
	assert.equal(nextRow("ArrowDown", 3, 10), 4);
	assert.equal(nextRow("ArrowDown", 9, 10), 9);
	assert.equal(nextRow("ArrowUp", 0, 10), 0);
	assert.equal(nextRow("PageDown", 3, 10), 9);
	assert.equal(nextRow("Home", 5, 10), 0);
	assert.equal(nextRow("End", 5, 10), 9);
	assert.equal(nextRow("ArrowDown", 0, 0), 0);
	assert.equal(nextRow("a", 5, 10), undefined);
});
