import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { localPath } from "./local-path.ts";

test("no address leads to another site, and none back to signing in", () => {
	for (const given of [
		undefined,
		"",
		"https://evil.example",
		"//evil.example",
		"/\\evil.example",
		"\\/evil.example",
		"/\t/evil.example",
		"/\n/evil.example",
		"/..//evil.example",
		"/.//evil.example",
		"/%0a/../..//evil.example",
		"javascript:alert(1)",
		" /clusters",
		"/clusters\u0000",
		"/sign-in",
		"/sign-in/oidc/house?returnTo=/",
		"/x/../sign-in",
		`/${"x".repeat(600)}`,
	])
		assert.equal(localPath(given), "/", JSON.stringify(given));
});

test("a path of ours is kept with its query and fragment", () => {
	for (const given of [
		"/",
		"/clusters/eu?state=LOST#plugins",
		"/audit?since=2026-01-01T00:00:00Z&person=a%40b.c",
		"/sign-ins",
	])
		assert.equal(localPath(given), given);
});

test("whatever is given, a browser on our page stays on our site", () => {
	const pieces = fc.constantFrom(
		"/",
		"\\",
		".",
		"..",
		"//",
		":",
		"@",
		"?",
		"#",
		"\t",
		"\n",
		"\r",
		"\u0000",
		"%2f",
		"%5c",
		"evil.example",
		"http:",
		"a",
	);
	const texts = fc.oneof(
		fc.array(pieces, { maxLength: 12 }).map((all) => all.join("")),
		fc.string(),
		fc.webPath(),
	);
	fc.assert(
		fc.property(texts, (given) => {
			const path = localPath(given);
			for (const base of ["https://qd.example/x/y", "http://127.0.0.1:7411/"])
				assert.equal(new URL(path, base).origin, new URL(base).origin);
			assert.match(path, /^\/(?![/\\])[\x21-\x7e]*$/);
			assert.equal(localPath(path), path, "asked again, it says the same");
		}),
		{ numRuns: 2000 },
	);
});
