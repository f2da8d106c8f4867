import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { hasJoined } from "./has-joined.ts";

test("an agent whose credential holds no order key is given a token again, and no other", (t) => {
	const dir = tempDir(t);
	assert.equal(hasJoined(dir), false);
	writeFileSync(join(dir, "spool"), "");
	assert.equal(hasJoined(dir), true);
	for (const [credential, joined] of [
		['{"seed":"SU","orderKeys":["A"]}', true],
		['{"seed":"SU"}', false],
		["damaged", true],
		["null", true],
	] as const) {
		writeFileSync(join(dir, "agent.json"), credential);
		assert.equal(hasJoined(dir), joined, credential);
	}
});
