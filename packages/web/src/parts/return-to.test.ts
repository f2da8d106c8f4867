import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { safeReturn } from "./return-to.ts";

test("a path of this site is followed, anything else leads to the start", () => {
	assert.equal(
		safeReturn("/o/org_1/console?channel=a"),
		"/o/org_1/console?channel=a",
	);
	for (const given of [
		"//evil.example",
		"/\\evil.example",
		"https://evil.example",
		"javascript:alert(1)",
		"/a\nb",
		"",
		undefined,
		5,
	])
		assert.equal(safeReturn(given), "/", String(given));
});

test("what is followed never leaves the site", () => {
	fc.assert(
		fc.property(fc.string(), (text) => {
			const url = new URL(safeReturn(`/${text}`), "https://here.example");
			assert.equal(url.origin, "https://here.example");
		}),
	);
});
