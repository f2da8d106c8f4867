import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { auditAreas, codeWords } from "./audit-words.ts";

const reference = readFileSync(
	new URL("../../../../../docs/reference/audit-codes.md", import.meta.url),
	"utf8",
);

test("every code of the reference has its words here, with the same sentence, and no other has", () => {
	const written = Object.fromEntries(
		[...reference.matchAll(/^\| `([^`]+)` \| (.*) \|$/gm)].map(
			([, code, sentence]) => [code, sentence],
		),
	);
	const here = Object.fromEntries(
		Object.values(auditAreas).flatMap((codes) =>
			Object.entries(codes).map(([code, { sentence }]) => [code, sentence]),
		),
	);
	assert.ok(Object.keys(written).length > 10, "the reference was not read");
	assert.deepEqual(here, written);
});

test("labels tell codes apart, and an unknown code stands for itself", () => {
	const labels = Object.values(auditAreas).flatMap((codes) =>
		Object.values(codes).map(({ label }) => label),
	);
	assert.equal(new Set(labels).size, labels.length);
	assert.equal(codeWords("moon.landed").label, "moon.landed");
	assert.equal(codeWords("constructor").label, "constructor");
});
