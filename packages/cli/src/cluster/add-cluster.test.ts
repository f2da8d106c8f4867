import assert from "node:assert/strict";
import { test } from "node:test";
import { parseLabel } from "./add-cluster.ts";

test("a label is a name and a value, the value whatever follows the first =", () => {
	assert.deepEqual(parseLabel("region=eu"), { name: "region", value: "eu" });
	assert.deepEqual(parseLabel("a=b=c"), { name: "a", value: "b=c" });
	assert.deepEqual(parseLabel("a="), { name: "a", value: "" });
});

test("anything else is refused with how to write it", () => {
	for (const text of ["", "region", "=eu"])
		assert.throws(() => parseLabel(text), /Invalid label.*region=eu/, text);
});
