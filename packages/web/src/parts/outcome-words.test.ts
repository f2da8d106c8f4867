import assert from "node:assert/strict";
import { test } from "node:test";
import { outcomeWords } from "./outcome-words.ts";

test("API and audit name an outcome with the same words", () => {
	assert.equal(outcomeWords("NOT_UNDERSTOOD"), "not understood");
	assert.equal(outcomeWords("not-understood"), "not understood");
	assert.equal(outcomeWords("REFUSED"), "refused");
	assert.equal(outcomeWords("denied"), "refused");
	assert.equal(outcomeWords("silent"), "silent");
});
