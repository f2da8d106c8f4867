import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

test("the agent's bundle has of undici only what sends requests", () => {
	const table = new URL(
		"../../packages/agent/dist/main.js.lines",
		import.meta.url,
	);
	const [sources = ""] = readFileSync(table, "utf8").split("\n");
	const parts = new Set(
		[...sources.matchAll(/\/undici\/(index|lib\/\w+)/g)].map(
			([, part]) => part,
		),
	);
	assert.deepEqual([...parts].sort(), [
		"lib/api",
		"lib/core",
		"lib/dispatcher",
		"lib/encoding",
		"lib/llhttp",
		"lib/util",
		"lib/web",
	]);
});
