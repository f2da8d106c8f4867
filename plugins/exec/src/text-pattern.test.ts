import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { readPattern } from "./text-pattern.ts";

test("a pattern covers the whole text, as a regular expression between anchors does", () => {
	const piece = fc
		.tuple(
			fc.constantFrom("a", "b", "[ab]", "[^a]", "[a-c]", ".", "\\."),
			fc.constantFrom("", "?", "*", "+", "{2}", "{0,2}", "{1,3}"),
		)
		.map(([one, often]) => one + often);
	const pattern = fc
		.array(piece, { minLength: 1, maxLength: 4 })
		.map((pieces) => pieces.join(""));
	const text = fc
		.array(fc.constantFrom("a", "b", "c", "d", "."), { maxLength: 8 })
		.map((characters) => characters.join(""));
	fc.assert(
		fc.property(pattern, text, (written, given) => {
			assert.equal(
				readPattern(written)(given),
				new RegExp(`^(?:${written})$`, "s").test(given),
			);
		}),
	);
});

test("a pattern that would keep a regular expression busy for years is matched in one pass", () => {
	const matches = readPattern(`${"a*".repeat(200)}b`);
	assert.equal(matches("a".repeat(1000)), false);
	assert.equal(matches(`${"a".repeat(1000)}b`), true);
});

test("a class has ranges, and a dash at its end", () => {
	const matches = readPattern("v[0-9]+[.-][a-z_]{1,3}");
	for (const text of ["v1.a", "v12-a_z"]) assert.ok(matches(text), text);
	for (const text of ["v.a", "v1.", "v1.abcd", "v1.a\n", " v1.a"])
		assert.ok(!matches(text), text);
});

test("what is no such pattern is refused with a reason", () => {
	for (const [pattern, reason] of [
		["", /empty/],
		["^a$", /"\^" cannot stand there/],
		["(a|b)", /"\(" cannot stand there/],
		["a**", /"\*" cannot stand there/],
		["[", /no \]/],
		["[]", /class is empty/],
		["[z-a]", /wrong way round/],
		["\\d+", /"\\d" is not known/],
		["a{3,1}", /matches nothing/],
		["a{,3}", /not the start/],
		["a{999}", /more than 512/],
	] as const)
		assert.throws(() => readPattern(pattern), reason, pattern);
});
