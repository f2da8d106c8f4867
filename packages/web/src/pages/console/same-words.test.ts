import assert from "node:assert/strict";
import { test } from "node:test";
import { sameWords } from "./same-words.ts";

test("equal answers are said to be all there are only when no others are hidden", () => {
	assert.equal(
		sameWords([["eu", "us"]], false),
		"All clusters answered the same.",
	);
	assert.match(
		sameWords([["eu", "us"]], true),
		/^The 2 clusters shown answered/,
	);
	assert.match(sameWords([["eu"]], true), /^Only one cluster is shown\./);
});
