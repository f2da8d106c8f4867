import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { tempDir } from "@quarterdeck/testkit";

const main = fileURLToPath(new URL("../main.ts", import.meta.url));
const plugin = (name: string) =>
	fileURLToPath(new URL(`../testdata/${name}.ts`, import.meta.url));

async function run(...words: string[]) {
	const child = spawn(process.execPath, [main, ...words]);
	let [stdout, stderr] = ["", ""];
	child.stdout.setEncoding("utf8").on("data", (text: string) => {
		stdout += text;
	});
	child.stderr.setEncoding("utf8").on("data", (text: string) => {
		stderr += text;
	});
	const code = await new Promise((done) => child.once("close", done));
	return { code, stdout, stderr };
}

test("an executor that conforms: a line for each check, and exit code 0", async () => {
	const words = ["--kind", "executor", "--command", "echo 'a b'"];
	const { code, stdout } = await run(
		"conformance",
		plugin("echo-plugin"),
		...words,
	);
	assert.match(
		stdout,
		/^ok {4}without a host it says what it is .* \(\d+ ms\)$/m,
	);
	assert.match(stdout, /\n\n13 passed, 0 failed\n$/);
	assert.equal(code, 0);
});

test("a source that does not do what is said of it: the reason, and exit code 1", async (t) => {
	const config = join(tempDir(t), "config.yaml");
	writeFileSync(config, "fail");
	const words = ["--kind", "source", "--reports", "--config", config];
	const { code, stdout } = await run(
		"conformance",
		plugin("tick-source"),
		...words,
	);
	assert.match(
		stdout,
		/^FAIL {2}it streams events, or refuses the method .*\n {6}.*told to fail$/m,
	);
	assert.equal(code, 1);
});

test("words that are not understood: what is wrong, the usage, and exit code 2", async () => {
	for (const [words, reason] of [
		[["conformance"], /^name one file\n\nUsage: /],
		[["conformance", "x"], /^say which kind it is/],
		[["conformance", "executor_1_x"], /^name a command that succeeds/],
		[["conformance", "x", "--nope"], /nope/],
		[["create", "thing", "x"], /^say what to create/],
		[["create", "executor", "../x"], /^a name has small letters/],
		[["nope"], /^there is no command "nope"/],
	] as const) {
		const { code, stderr } = await run(...words);
		assert.match(stderr, reason);
		assert.equal(code, 2);
	}
});
