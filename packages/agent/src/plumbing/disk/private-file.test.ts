import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { readPrivateFile, writePrivateFile } from "./private-file.ts";

test("a file that the disk has no room for is refused, and the one before stays whole", (t) => {
	const dir = tempDir(t);
	const file = join(dir, "agent.json");
	writePrivateFile(file, "the credential before");
	const module = new URL("./private-file.ts", import.meta.url).href;
	const script = `
		const { writePrivateFile } = await import(${JSON.stringify(module)});
		try { writePrivateFile(${JSON.stringify(file)}, "x".repeat(6000)); }
		catch (error) { console.log(error.code); }`;
	// Like a full disk, a limit of the kernel takes the first bytes of a write and refuses the rest at the next one.
	const { stdout, stderr } = spawnSync(
		"sh",
		[
			...["-c", `trap "" XFSZ; exec prlimit --fsize=4096 -- "$@"`, "sh"],
			...[process.execPath, "--input-type=module", "-e", script],
		],
		{ encoding: "utf8", env: { PATH: process.env.PATH } },
	);
	assert.equal(stdout, "EFBIG\n", stderr);
	assert.equal(readPrivateFile(file), "the credential before");
	assert.deepEqual(readdirSync(dir), ["agent.json"]);
});
