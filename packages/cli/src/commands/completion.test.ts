import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { type TestContext, test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { readEnvironment } from "../environment.ts";

const main = resolve(import.meta.dirname, "../main.ts");
const node = process.execPath;

/** A machine where `qd` is in PATH and nobody is signed in. */
function machine(t: TestContext) {
	const home = tempDir(t);
	const bin = join(home, "bin", "qd");
	mkdirSync(dirname(bin));
	writeFileSync(bin, `#!/bin/sh\nexec '${node}' '${main}' "$@"\n`, {
		mode: 0o755,
	});
	const { PATH = "" } = readEnvironment();
	return {
		home,
		env: {
			PATH: `${dirname(bin)}:${PATH}`,
			HOME: home,
			QD_STATE_DIR: join(home, "state"),
		},
	};
}

function has(shell: string): false | string {
	const found = spawnSync(shell, ["--version"], { stdio: "ignore" });
	return found.status === 0 ? false : `this machine has no ${shell}`;
}

/** What bash would offer with the cursor behind the last word. */
function bash(t: TestContext, ...words: string[]): string[] {
	const { env } = machine(t);
	const quoted = words.map((word) => `'${word}'`).join(" ");
	const script = `
set -u
source <(qd completion bash)
COMP_WORDS=(qd ${quoted})
COMP_CWORD=${words.length}
_qd
printf '%s\\n' "\${COMPREPLY[@]-}"`;
	const run = spawnSync("bash", ["-c", script], { env, encoding: "utf8" });
	assert.equal(run.stderr, "");
	return run.stdout.split("\n").filter((line) => line !== "");
}

test("bash completes verbs", { skip: has("bash") }, (t) => {
	assert.deepEqual(bash(t, "clu"), ["cluster"]);
	assert.deepEqual(bash(t, "cluster", "a"), ["add"]);
	assert.ok(bash(t, "").includes("run"));
	assert.ok(!bash(t, "").some((word) => word.startsWith("__")));
});

test("bash completes flags, and leaves the words behind -- alone", {
	skip: has("bash"),
}, (t) => {
	assert.deepEqual(bash(t, "run", "--al"), ["--all-clusters"]);
	assert.deepEqual(bash(t, "run", "-o", "j"), ["json", "jsonl"]);
	assert.deepEqual(bash(t, "completion", "b"), ["bash"]);
	assert.deepEqual(bash(t, "run", "-c", "eu", "--", "kubectl", "--a"), []);
});

test("bash offers nothing, and no error, where nobody is signed in or the words are hostile", {
	skip: has("bash"),
}, (t) => {
	assert.deepEqual(bash(t, "run", "--cluster", ""), []);
	assert.deepEqual(bash(t, "$(touch /nowhere/x)", "`id`", ";"), []);
});

test("zsh takes the script and completes verbs", { skip: has("zsh") }, (t) => {
	const { env } = machine(t);
	const script = `
compdef() { :; }
compadd() { shift; print -l -- "\${(@P)1}"; }
source <(qd completion zsh)
words=(qd clu); CURRENT=2
_qd`;
	const run = spawnSync("zsh", ["-fc", script], { env, encoding: "utf8" });
	assert.match(run.stdout, /^cluster$/m);
	assert.equal(run.stderr, "");
});

test("fish takes the script and completes verbs", {
	skip: has("fish"),
}, (t) => {
	const { env } = machine(t);
	const script = "qd completion fish | source; complete -C 'qd clu'";
	const run = spawnSync("fish", ["-c", script], { env, encoding: "utf8" });
	assert.match(run.stdout, /^cluster/m);
});
