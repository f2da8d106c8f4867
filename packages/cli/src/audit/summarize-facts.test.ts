import assert from "node:assert/strict";
import { test } from "node:test";
import { summarizeFacts } from "./summarize-facts.ts";

test("a command is told by its words", () => {
	assert.equal(
		summarizeFacts({ runs: ["eu succeeded 0"], words: "kubectl get pods" }),
		"kubectl get pods",
	);
	assert.equal(
		summarizeFacts({ platform: "console", text: "k get pods | head" }),
		"k get pods | head",
	);
});

test("everything else by what is known of it", () => {
	assert.equal(
		summarizeFacts({
			email: "ana@example.com",
			groups: ["sre", "ops"],
			note: "",
		}),
		"email=ana@example.com groups=sre,ops",
	);
	assert.equal(
		summarizeFacts({ problems: [{ line: 3 }] }),
		'problems={"line":3}',
	);
});

test("facts that are none are told as nothing", () => {
	for (const odd of [null, undefined, "x", 3, {}, []])
		assert.equal(summarizeFacts(odd), "");
});
