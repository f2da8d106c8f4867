import assert from "node:assert/strict";
import { mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { maxSecretBytes, readLocalSecret } from "./local-secrets.ts";

describe("a variable", () => {
	const environment = {
		GITHUB_TOKEN: "one",
		PLUGIN_A: "two",
		KUBECONFIG: "/k",
	};
	const read = (name: string, env: readonly string[]) =>
		readLocalSecret({ kind: "env", name }, { env }, environment);
	test("is read when its name, or its beginning, is allowed", () => {
		assert.deepEqual(read("GITHUB_TOKEN", ["GITHUB_TOKEN"]), { text: "one" });
		assert.deepEqual(read("PLUGIN_A", ["PLUGIN_*"]), { text: "two" });
	});
	test("is refused otherwise, set or not", () => {
		for (const [name, env] of [
			["KUBECONFIG", []],
			["KUBECONFIG", ["PLUGIN_*"]],
			["GITHUB_TOKENS", ["GITHUB_TOKEN"]],
			["NOT_SET", []],
		] as const)
			assert.deepEqual(read(name, env), {
				refused: "its operator allows no variable of that name",
			});
	});
	test("that is allowed and not set is said to be so", () => {
		for (const name of ["PLUGIN_B", "PLUGIN_constructor"])
			assert.match(JSON.stringify(read(name, ["PLUGIN_*"])), /is not set/);
	});
});

test("a file is read below its folder and nowhere else", (t) => {
	const dir = tempDir(t);
	const folder = join(dir, "secrets");
	mkdirSync(join(folder, "..2026"), { recursive: true });
	writeFileSync(join(dir, "outside"), "not-for-you");
	writeFileSync(join(folder, "..2026", "token"), "s3cr3t\n");
	symlinkSync("..2026/token", join(folder, "token"));
	symlinkSync("../outside", join(folder, "out"));
	symlinkSync("/etc", join(folder, "etc"));
	writeFileSync(join(folder, "empty"), "\n");
	writeFileSync(join(folder, "binary"), Uint8Array.of(0xff, 0xfe));
	writeFileSync(join(folder, "large"), "x".repeat(maxSecretBytes + 1));
	const read = (path: string, root: string | undefined = folder) =>
		readLocalSecret({ kind: "file", path }, { env: [], folder: root }, {});
	assert.deepEqual(read("token"), { text: "s3cr3t" });
	for (const path of ["out", "etc/hostname", "../outside"])
		assert.match(JSON.stringify(read(path)), /leads out of the folder/, path);
	assert.match(JSON.stringify(read("none")), /no such file/);
	assert.match(JSON.stringify(read("empty")), /it is empty/);
	assert.match(JSON.stringify(read("binary")), /not UTF-8/);
	assert.match(JSON.stringify(read("large")), /unreadable":".*more than/);
	assert.match(JSON.stringify(read("..2026")), /not a regular file|EISDIR/);
	assert.deepEqual(
		readLocalSecret({ kind: "file", path: "token" }, { env: [] }, {}),
		{ refused: "its operator names no folder of secrets" },
	);
	writeFileSync(join(folder, "..2026", "token"), "replaced");
	assert.deepEqual(read("token"), { text: "replaced" });
});
