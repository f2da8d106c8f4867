import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { splitStates } from "./kubernetes-states.ts";

const toned = (text: string) =>
	splitStates(text).flatMap(({ text: word, tone }) =>
		tone ? [`${tone} ${word}`] : [],
	);

test("states in the cells of a table have a tone, and words of sentences have none", () => {
	assert.deepEqual(
		toned(
			"NAME  STATUS             RESTARTS\na     CrashLoopBackOff   5 (2m ago)\nb     Running            0\nc     Init:Error         0\nd     NotReady\ne     Pending\n",
		),
		[
			"bad CrashLoopBackOff",
			"good Running",
			"bad Init:Error",
			"bad NotReady",
			"waiting Pending",
		],
	);
	assert.deepEqual(toned("the job is Running now\n"), []);
});

test("a sentence may wrap, a row of a table may not", () => {
	const error = 'Error from server (Forbidden): pods is forbidden: User  "x"';
	assert.deepEqual(toned(`a   b\n${error}\nerror: no\nErrors   2\n`), [
		`sentence ${error}`,
		"sentence error: no",
	]);
});

test("the pieces are the text again", () => {
	const text = fc
		.array(
			fc.constantFrom(
				"Running",
				"Error",
				"Error: ",
				"  ",
				" ",
				"\n",
				"x",
				"\t",
			),
		)
		.map((parts) => parts.join(""));
	fc.assert(
		fc.property(text, (given) => {
			const joined = splitStates(given).map((piece) => piece.text);
			assert.equal(joined.join(""), given);
		}),
	);
});
