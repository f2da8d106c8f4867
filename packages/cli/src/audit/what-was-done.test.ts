import assert from "node:assert/strict";
import { test } from "node:test";
import { whatWasDone } from "./what-was-done.ts";

test("a command is told by its words", () => {
	assert.equal(
		whatWasDone({ runs: ["eu succeeded 0"], words: "kubectl get pods" }),
		"kubectl get pods",
	);
	assert.equal(
		whatWasDone({ platform: "console", text: "k get pods | head" }),
		"k get pods | head",
	);
});

test("everything else by what is known of it", () => {
	assert.equal(
		whatWasDone({ email: "ana@example.com", groups: ["sre", "ops"], note: "" }),
		"email=ana@example.com groups=sre,ops",
	);
	assert.equal(whatWasDone({ problems: [{ line: 3 }] }), 'problems={"line":3}');
});

test("facts that are none are told as nothing", () => {
	for (const odd of [null, undefined, "x", 3, {}, []])
		assert.equal(whatWasDone(odd), "");
});
