import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { test } from "node:test";
import {
	decisionIndex,
	decisionParts,
	decisionProblems,
	readDecision,
	readDecisions,
} from "./decisions.ts";

const folder = resolve(import.meta.dirname, "../../docs/decisions");

test("every decision has its number, title, state and six parts", () => {
	const decisions = readDecisions(folder);
	assert.ok(decisions.length >= 11, "the decisions were found");
	assert.deepEqual(decisionProblems(decisions), []);
});

test("the index of decisions is current (else run: node tools/generate/main.ts)", () => {
	assert.equal(
		readFileSync(join(folder, "README.md"), "utf8"),
		decisionIndex(readDecisions(folder)),
	);
});

test("the template has the six parts", () => {
	const template = readFileSync(join(folder, "template.md"), "utf8");
	for (const part of decisionParts)
		assert.ok(template.includes(`**${part}.**`), part);
});

test("a planted fault is found", () => {
	const whole = `# 0001 Title\n\nState: accepted\n\n${decisionParts
		.map((part) => `**${part}.** Words.`)
		.join("\n\n")}\n`;
	const found = (file: string, text: string) =>
		decisionProblems([
			readDecision("0001-title.md", whole),
			readDecision(file, text),
		]);
	assert.deepEqual(found("0002-b.md", whole.replace("0001", "0002")), []);
	assert.match(found("0001-b.md", whole).join(), /0001 is taken/);
	assert.match(found("0002-b.md", whole).join(), /its heading says 0001/);
	assert.match(
		found(
			"0002-b.md",
			whole.replace("0001", "0002").replace("accepted", "x"),
		).join(),
		/not "x"/,
	);
	assert.match(
		found("0002-b.md", whole.replace("# 0001", "# ")).join(),
		/no heading/,
	);
	assert.match(
		found(
			"0002-b.md",
			whole.replace("0001", "0002").replace("**Why.**", "Why"),
		).join(),
		/\*\*Why\.\*\*" is missing/,
	);
});
