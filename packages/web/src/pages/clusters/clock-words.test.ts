import assert from "node:assert/strict";
import { test } from "node:test";
import { clockWords } from "./clock-words.ts";

test("a clock that is off by more than a minute is told, and which way", () => {
	assert.equal(clockWords(-1800), "1800 s behind the control plane's");
	assert.equal(clockWords(61), "61 s ahead of the control plane's");
	for (const fine of [null, 0, 60, -60])
		assert.equal(clockWords(fine), undefined);
});
