import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { test } from "node:test";
import { ownProgram } from "./own-programs.ts";

test("Node takes the flags of each program, and gives the agent and the control plane the collector", () => {
	const collectorOf = (name: Parameters<typeof ownProgram>[0]) =>
		execFileSync(
			process.execPath,
			[...ownProgram(name, "bundle").nodeFlags, "--print", "typeof gc"],
			{ encoding: "utf8" },
		).trim();
	assert.equal(collectorOf("agent"), "function");
	assert.equal(collectorOf("controlplane"), "function");
	assert.equal(collectorOf("simkube"), "undefined");
});
