import assert from "node:assert/strict";
import { test } from "node:test";
import { nearestWord, nearestWordHint } from "./nearest-word.ts";

test("a slip of the finger finds the word that was meant", () => {
	for (const slip of ["kubctl", "kubetcl", "Kubectl", "kubectll", "kuebctl"])
		assert.equal(nearestWord(slip, ["helm", "kubectl", "ping"]), "kubectl");
});

test("a word like none of them finds none", () => {
	assert.equal(nearestWord("terraform", ["helm", "kubectl"]), undefined);
	assert.equal(nearestWord("", []), undefined);
	assert.equal(nearestWord("x".repeat(100_000), ["helm"]), undefined);
});

test("the hint names what is near, else what there is, at most ten", () => {
	assert.equal(nearestWordHint("hlem", ["helm"]), "Did you mean helm?");
	assert.equal(nearestWordHint("zzz", ["b", "a"]), "There are a, b.");
	assert.equal(nearestWordHint("zzz", []), "");
	const many = Array.from({ length: 12 }, (_, i) => `word-${i + 10}`);
	assert.ok(nearestWordHint("zzz", many).endsWith("word-19, …."));
});
