import assert from "node:assert/strict";
import { mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { inSources } from "./source-positions.ts";

test("a position in a bundle is told as the line of the source it was made from", (t) => {
	const dir = tempDir(t);
	const file = join(dir, "main.js");
	writeFileSync(
		`${file}.lines`,
		['["../src/gate.ts","../src/log.ts"]', "", "0:3", "1:14"].join("\n"),
	);
	const [gate, log] = ["gate", "log"].map((name) =>
		join(dir, `../src/${name}.ts`),
	);
	assert.equal(
		inSources(
			`Error: no\n    at open (file://${file}:2:5)\n    at ${file}:3:77`,
		),
		`Error: no\n    at open (${gate}:3)\n    at ${log}:14`,
	);
});

test("a position without a line of ours, and words that look like one, stay as they are", (t) => {
	const dir = tempDir(t);
	const file = join(dir, "main.js");
	writeFileSync(`${file}.lines`, ["[]", "", "nonsense"].join("\n"));
	for (const stack of [
		"Error: no\n    at node:internal/main:1:2",
		`Error: ${join(dir, "none.js")}:1:2`,
		`Error: ${file}:1:2 and ${file}:2:2 and ${file}:99:2`,
		"no stack at all",
	])
		assert.equal(inSources(stack), stack);
});

test("a table that cannot be read, or is half written, leaves the stack as it is", (t) => {
	const dir = tempDir(t);
	const [unreadable, half, other] = [
		"unreadable.js",
		"half.js",
		"other.js",
	].map((name) => join(dir, name));
	mkdirSync(`${unreadable}.lines`);
	writeFileSync(`${half}.lines`, '["../src/ga\n0:3');
	writeFileSync(`${other}.lines`, "null\n0:3");
	const stack = `Error: no\n    at ${unreadable}:1:5\n    at ${half}:1:5\n    at ${other}:1:5`;
	assert.equal(inSources(stack), stack);
});
