import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { matchesSelector, parseSelector } from "./label-selector.ts";

describe("label selectors", () => {
	const labels = { region: "eu", tier: "prod", "example.com/team": "shop" };
	test("match as in Kubernetes", () => {
		const cases: [string, boolean][] = [
			["region=eu", true],
			["region==eu", true],
			["region=us", false],
			["region!=us", true],
			["zone!=a", true],
			["zone=", false],
			["region in (eu, us)", true],
			["region notin (eu)", false],
			["zone notin (a)", true],
			["region", true],
			["!zone", true],
			["! region", false],
			["example.com/team=shop", true],
			["region in (eu,us),tier=prod,!zone", true],
			["region=eu,tier=test", false],
			["constructor", false],
		];
		for (const [selector, expected] of cases)
			assert.equal(
				matchesSelector(labels, parseSelector(selector)),
				expected,
				selector,
			);
	});
	test("that are none are refused", () => {
		for (const text of [
			"",
			",",
			"a=b,",
			",a=b",
			"a=b=c",
			"a in b",
			"a in (b",
			"a in (b))",
			"-=x",
			"a= b c",
			"a=!b",
		])
			assert.throws(() => parseSelector(text), { code: "INPUT_INVALID" }, text);
	});
	test("never throw anything else and take no time", () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				try {
					parseSelector(text);
				} catch (error) {
					assert.equal((error as { code?: string }).code, "INPUT_INVALID");
				}
			}),
		);
		assert.throws(() => parseSelector("(".repeat(50_000)));
	});
});
