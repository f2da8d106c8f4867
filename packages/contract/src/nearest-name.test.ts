import assert from "node:assert/strict";
import { test } from "node:test";
import { hintFor, nearestName } from "./nearest-name.ts";

test("the nearest name is found for a slip of the finger, and none for another word", () => {
	const names = ["prod-eu", "prod-us", "staging"];
	assert.equal(nearestName("pord-eu", names), "prod-eu");
	assert.equal(nearestName("PROD-US", names), "prod-us");
	assert.equal(nearestName("stagin", names), "staging");
	assert.equal(nearestName("kitchen", names), undefined);
	assert.equal(nearestName("", names), undefined);
	assert.equal(hintFor("x", [], "clusters"), "There are no clusters yet.");
	assert.equal(
		hintFor("kitchen", names, "clusters"),
		"Known clusters: prod-eu, prod-us, staging.",
	);
});
