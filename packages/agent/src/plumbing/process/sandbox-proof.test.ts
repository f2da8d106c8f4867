import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdtempSync, readlinkSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { proofScript, readProof } from "./sandbox-proof.ts";

function tried(secrets: readonly string[], path: string) {
	const { status, stdout, stderr } = spawnSync(
		"/bin/sh",
		["-c", proofScript, "probe", ...secrets],
		{ encoding: "utf8", env: { PATH: `${path}:/usr/bin:/bin` } },
	);
	return readProof({ code: status, stdout, stderr });
}

test("what can make user namespaces is told as a gap, and what can read a secret as a problem", (t) => {
	const dir = mkdtempSync(join(tmpdir(), "qd-proof-"));
	t.after(() => rmSync(dir, { recursive: true, force: true }));
	const unshare = (code: number) =>
		writeFileSync(join(dir, "unshare"), `#!/bin/sh\nexit ${code}\n`, {
			mode: 0o755,
		});
	unshare(0);
	assert.match(tried([], dir).gap ?? "", /^it can make user namespaces/);
	assert.equal(tried([], dir).problem, undefined);
	unshare(1);
	assert.deepEqual(tried([join(dir, "none")], dir), {
		problem: undefined,
		gap: undefined,
		network: readlinkSync("/proc/self/ns/net"),
	});
	assert.match(
		tried([join(dir, "unshare")], dir).problem ?? "",
		/unshare can be read from inside/,
	);
});

test("a program that did not come to its end proves nothing", () => {
	for (const found of [
		{ code: 1, stdout: "proved\n", stderr: "mount: not permitted\nmore" },
		{ code: 0, stdout: "", stderr: "mount: not permitted" },
	])
		assert.equal(readProof(found).problem, "mount: not permitted");
	assert.match(
		readProof({ code: 0, stdout: "", stderr: "" }).problem ?? "",
		/no program could be started/,
	);
});
