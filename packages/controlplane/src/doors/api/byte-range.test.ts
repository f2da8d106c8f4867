import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { parseByteRange } from "./byte-range.ts";

test("what is no single byte range is ignored", () => {
	for (const header of [
		undefined,
		"",
		"bytes=",
		"bytes=-",
		"bytes=0-1,3-4",
		"lines=0-1",
		"bytes=a-b",
		"bytes=5-2",
		`bytes=${"9".repeat(20)}-`,
	])
		assert.equal(parseByteRange(header, 10), undefined, String(header));
});

test("a range behind the end cannot be given", () => {
	assert.equal(parseByteRange("bytes=10-", 10), "unsatisfiable");
	assert.equal(parseByteRange("bytes=0-", 0), "unsatisfiable");
	assert.equal(parseByteRange("bytes=-0", 10), "unsatisfiable");
	assert.equal(parseByteRange("bytes=-5", 0), "unsatisfiable");
});

test("any range that is given lies within the whole", () => {
	const number = fc.oneof(fc.constant(""), fc.nat(2000).map(String));
	fc.assert(
		fc.property(number, number, fc.nat(1000), (first, last, totalBytes) => {
			const range = parseByteRange(`bytes=${first}-${last}`, totalBytes);
			if (range === undefined || range === "unsatisfiable") return;
			const endExclusive = range.endExclusive ?? totalBytes;
			assert.ok(range.start >= 0 && range.start < endExclusive);
			assert.ok(endExclusive <= totalBytes);
			if (first !== "") assert.equal(range.start, Number(first));
			if (first !== "" && last !== "")
				assert.equal(endExclusive, Math.min(Number(last) + 1, totalBytes));
		}),
	);
});
