import assert from "node:assert/strict";
import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { budgetSeconds } from "./budgets.ts";
import { findTestFiles } from "./find-test-files.ts";
import { runAgain } from "./run-again.ts";
import { runCheck } from "./run-check.ts";
import { runTestFile, type TestResult } from "./run-test-file.ts";
import { createTally } from "./tally.ts";
import { readTestArguments, stepNames } from "./test-arguments.ts";
import { timeStep } from "./time-step.ts";

const never = new AbortController().signal;

function runText(
	text: string,
	options: { timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<TestResult> {
	const rootDir = tempDir();
	writeFileSync(
		join(rootDir, "some.test.ts"),
		`import { after, describe, test } from "node:test";\nimport assert from "node:assert/strict";\n${text}`,
	);
	return runTestFile({
		file: "some.test.ts",
		rootDir,
		env: process.env,
		timeoutMs: options.timeoutMs ?? 60_000,
		signal: options.signal ?? never,
	});
}

describe("a test file", () => {
	test("is counted by its tests, inner ones too, suites not", async () => {
		const result = await runText(`
			test("one", async (t) => { await t.test("inner", () => {}); });
			describe("suite", () => { test("two", () => {}); });
			test.skip("later", () => {});
			test("not here", { skip: "needs a cluster" }, () => {});
			test.todo("some day");`);
		assert.equal(result.passed, 3);
		assert.deepEqual(result.failures, []);
		assert.deepEqual(
			result.skips.map(({ name, why }) => `${name}: ${why}`),
			["later: skipped", "not here: needs a cluster", "some day: to do"],
		);
	});

	test("that fails names the innermost test once, with its path and its reason", async () => {
		const result = await runText(`
			describe("suite", () => {
				test("outer", async (t) => { await t.test("inner", () => assert.equal(1, 2)); });
				test("fine", () => {});
			});`);
		assert.equal(result.passed, 1);
		assert.deepEqual(
			result.failures.map(({ name }) => name),
			["suite › outer › inner"],
		);
		assert.match(result.failures[0]?.error ?? "", /1 !== 2/);
	});

	test("whose hook fails has failed, though no test did", async () => {
		const result = await runText(`
			describe("suite", () => {
				after(() => { throw new Error("cannot clean up"); });
				test("fine", () => {});
			});`);
		assert.equal(result.failures.length, 1);
		assert.match(result.failures[0]?.error ?? "", /cannot clean up/);
	});

	const broken: Record<string, [string, RegExp]> = {
		"cannot be loaded": ['import "./nowhere.ts";', /nowhere\.ts/],
		"is no TypeScript": ["const = 5;", /SyntaxError|Unexpected/],
		"throws outside a test": ['throw new Error("early");', /early/],
		"leaves in the middle with success": [
			'test("one", () => {}); test("two", () => process.exit(0));',
			/before its tests were done/,
		],
		"is killed": [
			'test("one", () => process.kill(process.pid, "SIGKILL"));',
			/SIGKILL/,
		],
		"throws after its tests": [
			'test("one", () => { process.on("exit", () => { process.exitCode = 3; }); });',
			/exit 3/,
		],
	};
	for (const [what, [text, reason]] of Object.entries(broken))
		test(`that ${what} has failed`, async () => {
			const result = await runText(text);
			assert.ok(result.failures.length > 0);
			assert.match(
				result.failures.map(({ error }) => error).join("\n"),
				reason,
			);
		});

	test("that waits for ever is killed with what it started; what passed counts and what hung is named", async () => {
		const result = await runText(
			`import { spawn } from "node:child_process";
			 test("one", () => {});
			 test("stuck", async () => {
			 	spawn("sleep", ["600"], { stdio: "inherit" });
			 	await new Promise(() => setInterval(() => {}, 1000));
			 });`,
			{ timeoutMs: 6_000 },
		);
		assert.match(
			result.failures.at(-1)?.error ?? "",
			/within 6 s and was killed.*Not over yet: .*stuck/s,
		);
		assert.equal(result.passed, 1);
	});

	test("leaves no temporary file behind, however it ends", async () => {
		const result = await runText(
			`import { mkdtempSync } from "node:fs";
			 import { tmpdir } from "node:os";
			 test("told", () => {
			 	console.log(mkdtempSync(tmpdir() + "/left-"));
			 	process.kill(process.pid, "SIGKILL");
			 });`,
		);
		const [folder = ""] = /\S+left-\w+/.exec(result.output) ?? [];
		assert.notEqual(folder, "");
		assert.ok(!existsSync(folder));
	});

	test("that spins is killed too", async () => {
		const result = await runText('test("stuck", () => { while (true); });', {
			timeoutMs: 1_000,
		});
		assert.match(result.failures.at(-1)?.error ?? "", /was killed/);
	});

	test("is ended by an interruption", async () => {
		const stopping = new AbortController();
		const running = runText('test("stuck", () => { while (true); });', {
			signal: stopping.signal,
		});
		stopping.abort();
		assert.match(
			(await running).failures.at(-1)?.error ?? "",
			/was interrupted/,
		);
	});
});

describe("files that failed in a whole run", () => {
	const result = (title: string, errors: readonly string[]): TestResult => ({
		...{ title, passed: 1, skips: [], durationMs: 1, output: "" },
		failures: errors.map((error) => ({ name: "bad", error })),
	});

	test("run again one after the other; who passes then is told with what failed before", async () => {
		const ran: string[] = [];
		const answers = await runAgain(
			[result("a", ["one"]), result("b", ["two"])],
			async (file) => {
				ran.push(file);
				return result(file, file === "b" ? ["three"] : []);
			},
		);
		assert.deepEqual(ran, ["a", "b"]);
		assert.deepEqual(answers[0], {
			...result("a", []),
			failedBefore: [{ name: "bad", error: "one" }],
		});
		assert.deepEqual(answers[1], result("b", ["three"]));
	});

	test("have failed when they are more than two", async () => {
		const failed = ["a", "b", "c"].map((file) => result(file, ["one"]));
		const never = () => Promise.reject(new Error("nothing is run again"));
		assert.deepEqual(await runAgain(failed, never), failed);
	});
});

test("a check passes by its exit code, and else shows what it printed", async () => {
	const run = { rootDir: tempDir(), env: process.env, signal: never };
	const sh = (script: string) =>
		runCheck({ title: "check", command: "sh", args: ["-c", script] }, run);
	assert.equal((await sh("echo fine")).passed, 1);
	assert.deepEqual((await sh("echo bad >&2; exit 1")).failures, [
		{ name: "check", error: "bad" },
	]);
	const missing = await runCheck(
		{ title: "check", command: "/nonexistent", args: [] },
		run,
	);
	assert.match(missing.failures[0]?.error ?? "", /ENOENT/);
});

describe("the sum", () => {
	function tallyOf(...results: Partial<TestResult>[]) {
		let text = "";
		const tally = createTally((part) => {
			text += part;
		});
		for (const result of results)
			tally.add({
				title: "x.test.ts",
				passed: 0,
				failures: [],
				skips: [],
				durationMs: 10,
				output: "",
				...result,
			});
		const exitCode = tally.finish();
		return { exitCode, lines: text.trimEnd().split("\n") };
	}

	test("is the last line, and plain", () => {
		const { exitCode, lines } = tallyOf({ passed: 3 }, { passed: 4 });
		assert.equal(lines.at(-1), "7 passed, 0 failed");
		assert.equal(exitCode, 0);
	});

	test("names the skipped and repeats the failures above it", () => {
		const { exitCode, lines } = tallyOf({
			passed: 1,
			failures: [{ name: "bad", error: "1 !== 2" }],
			skips: [{ name: "later", why: "no cluster" }],
		});
		assert.equal(lines.at(-1), "1 passed, 1 failed, 1 skipped");
		const end = lines.slice(lines.indexOf("Skipped:")).join("\n");
		assert.match(end, /later \(no cluster\).*x\.test\.ts: bad.*1 !== 2/s);
		assert.equal(exitCode, 1);
	});

	test("counts what failed before as passed, and names it", () => {
		const { exitCode, lines } = tallyOf({
			passed: 5,
			failedBefore: [{ name: "bad", error: "1 !== 2" }],
		});
		assert.match(lines[0] ?? "", /✔ .*5 passed, failed before/);
		assert.equal(lines.at(-1), "5 passed, 0 failed, 1 unsteady");
		assert.match(lines.join("\n"), /Unsteady .*x\.test\.ts: bad.*1 !== 2/s);
		assert.equal(exitCode, 0);
	});

	test("of nothing is no success", () => {
		assert.equal(tallyOf().exitCode, 1);
	});
});

describe("the time budget", () => {
	/** A step that takes so long, by a clock of its own. */
	async function stepOf(seconds: number, budget: number | undefined) {
		let atMs = 5_000;
		let text = "";
		const tally = createTally((part) => {
			text += part;
		});
		const step = { name: "unit", budgetSeconds: budget, tally };
		const answer = await timeStep({ ...step, nowMs: () => atMs }, async () => {
			atMs += seconds * 1000;
			tally.add({
				title: "x.test.ts",
				passed: 1,
				failures: [],
				skips: [],
				durationMs: 1,
				output: "",
			});
			return "done";
		});
		return { answer, exitCode: tally.finish(), text };
	}

	test("is printed, and kept to the second", async () => {
		const { answer, exitCode, text } = await stepOf(420, 420);
		assert.match(text, /unit: 420\.0 s of 420 s/);
		assert.equal(exitCode, 0);
		assert.equal(answer, "done");
	});

	test("fails the run when it is exceeded, though every test passed", async () => {
		const { exitCode, text } = await stepOf(421, 420);
		assert.match(text, /unit: unit\n.*took 421 s, more than .* 420 s/s);
		assert.match(text, /1 passed, 1 failed/);
		assert.equal(exitCode, 1);
	});

	test("does not hold where there is none", async () => {
		const { exitCode, text } = await stepOf(100_000, undefined);
		assert.equal(exitCode, 0);
		assert.doesNotMatch(text, / of /);
	});

	test("is there for every step, and all together are under 25 minutes", () => {
		assert.deepEqual(Object.keys(budgetSeconds), [...stepNames]);
		const sum = Object.values(budgetSeconds).reduce((a, b) => a + b, 0);
		assert.ok(sum <= 25 * 60, `${sum} s`);
	});

	test("holds for a whole run only", () => {
		assert.equal(readTestArguments([]).whole, true);
		assert.equal(readTestArguments(["rooms/audit"]).whole, false);
		assert.equal(readTestArguments(["--only", "unit"]).whole, false);
	});
});

describe("the command line", () => {
	test("without words is everything", () => {
		const { steps, filters } = readTestArguments([]);
		assert.equal(steps.length, 7);
		assert.deepEqual(filters, []);
	});

	test("with filters leaves out the checks of the whole tree", () => {
		const { steps } = readTestArguments(["rooms/audit"]);
		assert.deepEqual(steps, ["architecture", "build", "unit", "journeys"]);
	});

	test("takes several steps, and refuses unknown ones by name", () => {
		const { steps } = readTestArguments(["--only", "unit,types"]);
		assert.deepEqual(steps, ["types", "unit"]);
		assert.throws(() => readTestArguments(["--only", "untit"]), /untit/);
		assert.throws(() => readTestArguments(["--onyl", "unit"]), /--onyl/);
	});
});

test("test files are found by step and filter, and never in node_modules", (t) => {
	const rootDir = tempDir(t);
	for (const file of [
		"packages/a/src/deep/one.test.ts",
		"packages/a/src/one.ts",
		"packages/a/src/node_modules/x/bad.test.ts",
		"plugins/p/src/two.contract.test.ts",
		"tools/architecture/arrows.test.ts",
		"tools/launcher.test.ts",
		"tools/testing/run.test.ts",
		"journeys/story.journey.test.ts",
	]) {
		mkdirSync(join(rootDir, file, ".."), { recursive: true });
		writeFileSync(join(rootDir, file), "");
	}
	assert.deepEqual(findTestFiles(rootDir, "unit", []), [
		"packages/a/src/deep/one.test.ts",
		"plugins/p/src/two.contract.test.ts",
		"tools/launcher.test.ts",
		"tools/testing/run.test.ts",
	]);
	assert.deepEqual(findTestFiles(rootDir, "unit", ["./plugins", "nope"]), [
		"plugins/p/src/two.contract.test.ts",
	]);
	assert.deepEqual(findTestFiles(rootDir, "architecture", []), [
		"tools/architecture/arrows.test.ts",
	]);
	assert.deepEqual(findTestFiles(rootDir, "journeys", []), [
		"journeys/story.journey.test.ts",
	]);
});
