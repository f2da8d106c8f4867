import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import type { Problem } from "../problem.ts";
import { problemSpan } from "./problem-span.ts";

const text = `settings:
  sandbx: none
communications: {a: {"consol": {}}}
`;

function problem(changes: Partial<Problem>): Problem {
	return {
		severity: "error",
		line: 1,
		column: 1,
		path: "",
		message: "",
		suggestion: null,
		...changes,
	};
}

test("a problem covers the word it points at, and its suggestion mends that", () => {
	const span = problemSpan(
		text,
		problem({
			line: 2,
			column: 3,
			path: "settings.sandbx",
			suggestion: "sandbox",
		}),
	);
	assert.equal(text.slice(span.from, span.to), "sandbx");
	assert.equal(span.fix, "sandbox");
});

test("a quoted key is covered with its quotes", () => {
	const span = problemSpan(
		text,
		problem({
			line: 3,
			column: 22,
			message: 'unknown key "consol"',
			suggestion: "console",
		}),
	);
	assert.equal(text.slice(span.from, span.to), '"consol"');
	assert.equal(span.fix, "console");
});

test("a suggestion for another word than the one that stands there is no fix", () => {
	const span = problemSpan(
		text,
		problem({ line: 2, column: 11, path: "settings.x", suggestion: "y" }),
	);
	assert.equal(text.slice(span.from, span.to), "none");
	assert.equal(span.fix, undefined);
});

test("a place the text does not have is its nearest one, never beyond it", () => {
	fc.assert(
		fc.property(
			fc.string(),
			fc.integer({ min: -5, max: 50 }),
			fc.integer({ min: -5, max: 50 }),
			(given, line, column) => {
				const { from, to } = problemSpan(given, problem({ line, column }));
				assert.ok(0 <= from && from <= to && to <= given.length);
			},
		),
	);
});
