import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { linesApart } from "./lines-apart.ts";

test("only lines that not every answer has are left", () => {
	assert.deepEqual(linesApart(["a\nb\nc\n", "a\nc\nd\n", "c\na\n"]), [
		["b"],
		["d"],
		[],
	]);
});

test("equal answers have nothing apart, in any number", () => {
	fc.assert(
		fc.property(fc.string(), fc.integer({ min: 1, max: 5 }), (text, count) => {
			const apart = linesApart(Array.from({ length: count }, () => text));
			assert.ok(apart.every((lines) => lines.length === 0));
		}),
	);
});
