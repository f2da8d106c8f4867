import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { safeText } from "./safe-text.ts";

test("an escape sequence from a cluster reaches the terminal as visible text", () => {
	assert.equal(safeText("\u001b[2Jgone\u0007"), "␛[2Jgone␇");
});

test("no separator breaks a line that a person reads as one", () => {
	assert.equal(safeText("a\u2028b\u2029c\u0085d\u061ce"), "a�b�c�d�e");
});

test("colours are left out", () => {
	assert.equal(safeText("\u001b[1;31mred\u001b[0m\u001b[m"), "red");
});

test("lines and tabs stay", () => {
	assert.equal(safeText("a\tb\r\nc\n"), "a\tb\nc\n");
});

test("nothing a terminal obeys is left, whatever came", () => {
	fc.assert(
		fc.property(fc.string({ unit: "binary" }), (text) => {
			assert.doesNotMatch(
				safeText(text),
				/[^\P{Cc}\n\t]|[\p{Zl}\p{Zp}\p{Bidi_Control}]/u,
			);
		}),
	);
});

test("what nobody sees in a name is shown, and what a script or a picture needs stays", () => {
	for (const hidden of [
		"\u200b",
		"\u200d",
		"\u2060",
		"\u00ad",
		"\u202b",
		"\u2068",
		"\u3164",
		"\ufe0f",
		"\ufeff",
		"\u{e0061}",
	])
		assert.equal(safeText(`ad${hidden}mins`), "ad\ufffdmins");
	for (const meant of ["👩‍👧 ❤️ 1️⃣", "می‌خواهم", "क्‍ष"])
		assert.equal(safeText(meant), meant);
});
