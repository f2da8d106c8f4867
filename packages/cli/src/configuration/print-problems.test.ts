import assert from "node:assert/strict";
import { test } from "node:test";
import { createTestTerminal } from "../terminal.fixture.ts";
import { type ConfigurationProblem, printProblems } from "./print-problems.ts";

function told(...problems: Partial<ConfigurationProblem>[]) {
	const { terminal, said } = createTestTerminal();
	const errors = printProblems(
		problems.map((problem) => ({
			severity: "error",
			file: "house.yaml",
			line: 7,
			column: 3,
			path: "aliases",
			message: 'unknown key "enabeld"',
			suggestion: null,
			...problem,
		})),
		terminal,
	);
	const text = Buffer.from(said(), "latin1").toString("utf8");
	return { text, errors };
}

test("each problem has its place, and all are counted", () => {
	const { text, errors } = told({ suggestion: "enabled" }, { line: 9 });
	assert.equal(
		text,
		'house.yaml:7:3  unknown key "enabeld" (did you mean enabled?)\nhouse.yaml:9:3  unknown key "enabeld"\n2 problems.\n',
	);
	assert.equal(errors, 2);
});

test("a warning is told and keeps nothing from being applied", () => {
	const { text, errors } = told({ severity: "warning", message: "unused" });
	assert.equal(text, "house.yaml:7:3  warning: unused\n1 warning.\n");
	assert.equal(errors, 0);
	assert.match(
		told({}, { severity: "warning" }).text,
		/1 problem, 1 warning\./,
	);
});

test("without a place, and with words that would steer the terminal, it stays one harmless line", () => {
	const { text } = told({
		file: null,
		line: null,
		column: null,
		message: "a\u001b[2J\nb",
	});
	assert.equal(text, "a␛[2J b\n1 problem.\n");
});

test("a sound file is told by silence", () => {
	assert.deepEqual(told(), { text: "", errors: 0 });
});
