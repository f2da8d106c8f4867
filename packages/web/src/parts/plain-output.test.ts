import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { plainOutput } from "./plain-output.ts";

test("colours, titles and links of a terminal leave only their text", () => {
	assert.equal(plainOutput("\u001b[1;31mred\u001b[0m"), "red");
	assert.equal(plainOutput("\u001b]0;a title\u0007text"), "text");
	assert.equal(
		plainOutput("\u001b]8;;https://x.example\u001b\\link\u001b]8;;\u001b\\"),
		"link",
	);
});

test("lines and tabs stay, other control characters and turned reading directions are visible", () => {
	assert.equal(plainOutput("a\tb\r\nc\n"), "a\tb\nc\n");
	assert.equal(plainOutput("a\u0000b\u202etxt.exe"), "a\ufffdb\ufffdtxt.exe");
	assert.equal(
		plainOutput("a\u2028b\u2029c\u0085d\u061ce"),
		"a\ufffdb\ufffdc\ufffdd\ufffde",
	);
});

test("nothing a terminal would obey is left of any text", () => {
	fc.assert(
		fc.property(fc.string({ unit: "binary" }), (text) => {
			// biome-ignore lint/suspicious/noControlCharactersInRegex: they are what must not be there.
			assert.doesNotMatch(plainOutput(text), /[\u0000-\u0008\u001b\u202e]/);
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
		assert.equal(plainOutput(`ad${hidden}mins`), "ad\ufffdmins");
	for (const meant of ["👩‍👧 ❤️ 1️⃣", "می‌خواهم", "क्‍ष"])
		assert.equal(plainOutput(meant), meant);
});
