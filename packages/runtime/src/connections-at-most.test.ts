import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { join } from "node:path";
import { test } from "node:test";
import { connectionsAtMost } from "./connections-at-most.ts";

test("connections leave descriptors for the process's own work", () => {
	assert.equal(connectionsAtMost(20_000, Number.POSITIVE_INFINITY), 20_000);
	assert.equal(connectionsAtMost(20_000, 20_000), 15_000);
	assert.equal(connectionsAtMost(1000, 20_000), 1000);
	assert.equal(connectionsAtMost(1000, 256), 156);
	assert.equal(connectionsAtMost(1000, 64), 16);
});

test("the limit is the process's own", {
	skip: process.platform === "linux" ? false : "it is read in /proc",
}, () => {
	const file = JSON.stringify(
		join(import.meta.dirname, "connections-at-most.ts"),
	);
	const script = `import { connectionsAtMost } from ${file}; console.log(connectionsAtMost(20000));`;
	const words = [process.execPath, "--input-type=module", "-e", script];
	const few = `ulimit -n 300 && exec "$@"`;
	const said = execFileSync("sh", ["-c", few, "sh", ...words]);
	assert.equal(said.toString(), "200\n");
});
