import assert from "node:assert/strict";
import { existsSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { claimFolder } from "./claim-folder.ts";

test("a folder is claimed once, and is free again after its release", (t) => {
	const dir = tempDir(t);
	const claim = claimFolder(dir);
	assert.throws(() => claimFolder(dir), new RegExp(`process ${process.pid}`));
	claim.release();
	claim.release();
	assert.ok(!existsSync(join(dir, "agent.pid")));
	claimFolder(dir).release();
});

test("a claim of a process that is gone, whose id went to another, or that is garbage is taken over", (t) => {
	const dir = tempDir(t);
	for (const holder of [
		"999999999 1",
		`${process.pid} 1`,
		"",
		"garbage",
		"\0".repeat(100),
	]) {
		writeFileSync(join(dir, "agent.pid"), holder);
		claimFolder(dir).release();
	}
});
