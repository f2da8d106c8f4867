import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { assignedUids } from "./assigned-uids.ts";

test("a user and a range of subordinate uids are named, and what lies beside is not", async (t) => {
	const dir = tempDir(t);
	const files = { passwd: join(dir, "passwd"), subuid: join(dir, "subuid") };
	const range = { first: 3_999_000_100, count: 100 };
	assert.deepEqual(await assignedUids(range, files), []);
	writeFileSync(
		files.passwd,
		"bo:x:3999000199:1::/:/bin/sh\nann:x:3999000200:1::/:/bin/sh\nbroken\n",
	);
	writeFileSync(files.subuid, "ann:3999000000:100\nbo:3998999999:102\n\n");
	assert.deepEqual(await assignedUids(range, files), [
		"3999000199 is the uid of the user bo",
		`3998999999–3999000100 are subordinate uids of bo in ${files.subuid}`,
	]);
});

test("a user of this machine is found", async () => {
	assert.deepEqual(await assignedUids({ first: 0, count: 1 }), [
		"0 is the uid of the user root",
	]);
});
