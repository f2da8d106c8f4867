import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { escapeControls } from "./escape-controls.ts";

test("separators of lines and turns of direction are escaped, letters are not", () => {
	assert.equal(
		escapeControls(
			JSON.stringify("a\u2028b\u2029c\u0085d\u202ee\u061cf\u009bé"),
		),
		String.raw`"a\u2028b\u2029c\u0085d\u202ee\u061cf\u009bé"`,
	);
});

test("a program reads the same, and every reader sees one line", () => {
	fc.assert(
		fc.property(fc.string({ unit: "binary" }), (text) => {
			const json = escapeControls(JSON.stringify({ text }));
			assert.equal(JSON.parse(json).text, text);
			assert.doesNotMatch(json, /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u);
		}),
	);
});

test("what nobody sees is written as its units and means the same", () => {
	const text = JSON.stringify("ad\u200bm\u{e0061}in\u00ads 👩‍👧");
	const json = escapeControls(text);
	assert.equal(json, String.raw`"ad\u200bm\udb40\udc61in\u00ads 👩‍👧"`);
	assert.equal(JSON.parse(json), JSON.parse(text));
});
