import assert from "node:assert/strict";
import { test } from "node:test";
import { readLabels } from "./read-labels.ts";

test("what is no label is named", () => {
	for (const text of ["", "region", "=eu", "region=", " = "])
		assert.match(
			JSON.stringify(readLabels(["tier=prod", text])),
			/problem.*not a label/,
		);
});

test("a name that is there twice is named", () => {
	assert.deepEqual(readLabels(["region=eu", "region=us"]), {
		problem: "The label region appears twice",
	});
});

test("labels are read, and a value may hold an equals sign", () => {
	assert.deepEqual(readLabels([" region = eu ", "x=a=b"]), {
		labels: [
			{ name: "region", value: "eu" },
			{ name: "x", value: "a=b" },
		],
	});
});
