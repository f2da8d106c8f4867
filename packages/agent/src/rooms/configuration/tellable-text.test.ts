import assert from "node:assert/strict";
import { test } from "node:test";
import { createKnownSecrets } from "./known-secrets.ts";
import { tellableText } from "./tellable-text.ts";

test("a secret that a plugin was given is not told, whatever stands around it", () => {
	const known = createKnownSecrets();
	known.add(["hunter2-hunter2"]);
	const told = tellableText("could not sign in with hunter2-hunter2!", known);
	assert.ok(!told.includes("hunter2"));
	assert.match(told, /^could not sign in with .+!$/);
});

test("what looks like a secret is hidden though nobody gave it, overlapping or not", () => {
	const told = tellableText(
		"password=open-sesame-1 then Authorization: Bearer abcdefgh1234 to https://ana:pass1234@example.com",
		createKnownSecrets(),
	);
	for (const secret of ["open-sesame-1", "abcdefgh1234", "pass1234"])
		assert.ok(!told.includes(secret), told);
	assert.match(told, / then .* to https:/);
});

test("a line cannot talk to a terminal or read as two", () => {
	assert.equal(
		tellableText("a\u001b[2Jb\nc\u009bd\u202ee", createKnownSecrets()),
		"a\\u001b[2Jb\\u000ac\\u009bd\\u202ee",
	);
});
