import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { inSources } from "./source-positions.ts";

test("a position in a bundle is told as the one in the source it was made from", (t) => {
	const dir = tempDir(t);
	const file = join(dir, "main.js");
	// Line 1, column 5 of the bundle is line 3, column 2 of the source.
	const map = {
		version: 3,
		sources: ["../src/gate.ts"],
		names: [],
		mappings: "IAEC",
	};
	writeFileSync(`${file}.map`, JSON.stringify(map));
	const source = join(dir, "../src/gate.ts");
	assert.equal(
		inSources(
			`Error: no\n    at open (file://${file}:1:5)\n    at ${file}:1:5`,
		),
		`Error: no\n    at open (${source}:3:2)\n    at ${source}:3:2`,
	);
});

test("a position without a map, and words that look like one, stay as they are", (t) => {
	const dir = tempDir(t);
	writeFileSync(join(dir, "broken.js.map"), "{");
	for (const stack of [
		"Error: no\n    at node:internal/main:1:2",
		`Error: ${join(dir, "none.js")}:1:2`,
		`Error: ${join(dir, "broken.js")}:1:2`,
		"no stack at all",
	])
		assert.equal(inSources(stack), stack);
});
