import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { atDraft, stepInHistory } from "./input-history.ts";
import { pastedCommand } from "./pasted-command.ts";
import { takeCompletion } from "./take-completion.ts";

test("Up and Down walk through what was said and come back to what was being written", () => {
	const said = ["newest", "older"];
	const one = stepInHistory(said, atDraft, "half a com", 1);
	assert.equal(one?.text, "newest");
	const two = stepInHistory(said, one?.place ?? atDraft, "newest", 1);
	assert.equal(two?.text, "older");
	assert.equal(
		stepInHistory(said, two?.place ?? atDraft, "older", 1),
		undefined,
	);
	const back = stepInHistory(said, two?.place ?? atDraft, "changed", -1);
	assert.equal(back?.text, "newest");
	const home = stepInHistory(said, back?.place ?? atDraft, "newest", -1);
	assert.deepEqual(home, { place: atDraft, text: "half a com" });
	assert.equal(stepInHistory(said, atDraft, "x", -1), undefined);
	assert.equal(stepInHistory([], atDraft, "x", 1), undefined);
});

test("one pasted line is that line, continued lines are one", () => {
	const text = (given: string) => {
		const pasted = pastedCommand(given);
		return pasted.kind === "text" ? pasted.text : pasted;
	};
	assert.equal(text("  kubectl get pods \n"), "kubectl get pods");
	assert.equal(
		text("kubectl get pods \\\r\n  -n shop \\\n\t-o wide\r\n\r\n"),
		"kubectl get pods -n shop -o wide",
	);
	assert.equal(text(" pods"), " pods");
	assert.equal(text(""), "");
});

test("several pasted commands are refused and counted", () => {
	assert.deepEqual(pastedCommand("kubectl delete pod a\n\nkubectl get x\n"), {
		kind: "refused",
		lines: 2,
	});
});

test("what is pasted never holds the end of a line", () => {
	fc.assert(
		fc.property(fc.string({ unit: "binary" }), (given) => {
			const pasted = pastedCommand(given);
			assert.ok(pasted.kind === "refused" || !/[\r\n]/.test(pasted.text));
		}),
	);
});

test("a completion takes the place of its part, with a blank behind it where one is needed", () => {
	const take = (text: string, from: number, to: number, item: string) =>
		takeCompletion(text, { from, to }, item);
	assert.deepEqual(take("kub", 0, 3, "kubectl"), {
		text: "kubectl ",
		cursor: 8,
	});
	assert.deepEqual(take("kubectl ge pods", 8, 10, "get"), {
		text: "kubectl get pods",
		cursor: 12,
	});
	assert.deepEqual(take("ping --cl", 5, 9, "--cluster="), {
		text: "ping --cluster=",
		cursor: 15,
	});
});

test("places outside the text never throw and never lose what stands around them", () => {
	fc.assert(
		fc.property(
			fc.string(),
			fc.integer(),
			fc.oneof(fc.integer(), fc.constant(Number.NaN)),
			(text, from, to) => {
				const taken = takeCompletion(text, { from, to }, "word");
				assert.ok(taken.text.includes("word"));
				assert.ok(taken.cursor >= 0 && taken.cursor <= taken.text.length);
			},
		),
	);
});
