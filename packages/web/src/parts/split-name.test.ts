import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { splitName } from "./split-name.ts";

test("the end of a long name is never cut, and a short name is not split", () => {
	assert.deepEqual(splitName("prod-eu-west-1-shop-10"), [
		"prod-eu-west-",
		"1-shop-10",
	]);
	assert.deepEqual(splitName("eu"), ["", "eu"]);
	assert.deepEqual(splitName(""), ["", ""]);
});

test("both parts together are the name, and no character is torn apart", () => {
	fc.assert(
		fc.property(fc.string({ unit: "grapheme", maxLength: 40 }), (name) => {
			assert.equal(splitName(name).join(""), name);
		}),
	);
	const flags = "🇩🇪".repeat(20);
	assert.equal(splitName(flags)[1], "🇩🇪".repeat(9));
});
