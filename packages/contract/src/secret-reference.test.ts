import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import {
	formatSecretReference,
	isSecretReference,
	readSecretReference,
} from "./secret-reference.ts";

test("a reference is read as it is written", () => {
	for (const [text, read] of [
		["env:GITHUB_TOKEN", { kind: "env", name: "GITHUB_TOKEN" }],
		["file:github/..data", { kind: "file", path: "github/..data" }],
		[
			"kubernetes:github/token.txt",
			{ kind: "kubernetes", name: "github", key: "token.txt" },
		],
		[
			"kubernetes:tools/github/token",
			{ kind: "kubernetes", namespace: "tools", name: "github", key: "token" },
		],
	] as const) {
		const reference = readSecretReference({ $secret: text });
		assert.deepEqual(reference, read);
		assert.ok(!("problem" in reference));
		assert.equal(formatSecretReference(reference), text);
	}
});

test("what leads out of its folder, names nothing or stands beside something is refused", () => {
	for (const [value, problem] of [
		["env:", /env: takes/],
		["env:A-B", /env: takes/],
		["env:$(id)", /env: takes/],
		["file:", /file: takes/],
		["file:/etc/passwd", /file: takes/],
		["file:a/../../b", /file: takes/],
		["file:./a", /file: takes/],
		["file:a\0b", /file: takes/],
		["file:a\\b", /file: takes/],
		["kubernetes:a", /kubernetes: takes/],
		["kubernetes:a/b/c/d", /kubernetes: takes/],
		["kubernetes:../a/b", /kubernetes: takes/],
		["kubernetes:A/b", /kubernetes: takes/],
		["vault:a", /write env:NAME/],
		["hunter22", /write env:NAME/],
		[7, /write env:NAME/],
		[null, /write env:NAME/],
	] as const) {
		const read = readSecretReference({ $secret: value });
		assert.match("problem" in read ? read.problem : "", problem, String(value));
	}
	const beside = readSecretReference({ $secret: "env:A", default: "b" });
	assert.match("problem" in beside ? beside.problem : "", /nothing else/);
});

test("no text is ever a reference, and no reference of any text makes it throw", () => {
	for (const value of ["env:A", ["$secret"], null, 3, { secret: "env:A" }])
		assert.equal(isSecretReference(value), false);
	fc.assert(
		fc.property(fc.string({ unit: "binary" }), (text) => {
			for (const scheme of ["", "env:", "file:", "kubernetes:"])
				readSecretReference({ $secret: scheme + text });
		}),
	);
});
