import assert from "node:assert/strict";
import { isUtf8 } from "node:buffer";
import { test } from "node:test";
import fc from "fast-check";
import { createShownText } from "./shown-text.ts";

const bytes = fc.oneof(
	fc.uint8Array({ maxLength: 60 }),
	fc
		.string({ unit: "grapheme", maxLength: 20 })
		.map((text) => Buffer.from(text)),
	fc
		.array(fc.constantFrom("\ufffd", "a", "\u00e9", "\u{1f600}"), {
			maxLength: 12,
		})
		.map((parts) => Buffer.from(parts.join(""))),
);

test("any bytes in any pieces give the same text, and whether some were replaced is known", () => {
	fc.assert(
		fc.property(bytes, fc.array(fc.nat(70), { maxLength: 8 }), (all, cuts) => {
			const shown = createShownText();
			const places = [
				0,
				...cuts.map((cut) => cut % (all.length + 1)),
				all.length,
			].toSorted((a, b) => a - b);
			let text = "";
			for (const [i, end] of places.slice(1).entries())
				text += shown.push(all.subarray(places[i] ?? 0, end));
			text += shown.end();
			const whole = new TextDecoder("utf-8", { ignoreBOM: true }).decode(all);
			assert.equal(text, whole);
			assert.equal(shown.isReplaced, !isUtf8(all));
		}),
		{ numRuns: 500 },
	);
});
