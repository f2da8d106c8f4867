import assert from "node:assert/strict";
import { test } from "node:test";
import { matchesWords } from "./matches-words.ts";

test("every word must occur, in any order and case", () => {
	assert.ok(matchesWords("out SIGN", "Sign out"));
	assert.ok(matchesWords("sig", "Sign out"));
	assert.ok(!matchesWords("sign in", "Sign out now"));
});

test("nothing asked for matches everything; marks are only marks", () => {
	assert.ok(matchesWords("", "Sign out"));
	assert.ok(matchesWords("  ", "Sign out"));
	assert.ok(!matchesWords(".*", "Sign out"));
});
