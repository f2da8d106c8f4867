import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import fc from "fast-check";
import { readSignInFailure } from "./sign-in-failures.ts";

test("a known code says what to do, with the reference", () => {
	const failure = readSignInFailure({
		failed: "EMAIL_UNVERIFIED",
		ref: "err_0abc",
	});
	assert.match(failure?.remedy ?? "", /Verify it there/);
	assert.equal(failure?.ref, "err_0abc");
});

test("an unknown code is shown by its name", () => {
	for (const failed of ["SOMETHING_NEW", "CONSTRUCTOR", "__PROTO__"]) {
		const failure = readSignInFailure({ failed });
		if (failed.startsWith("_")) assert.equal(failure, undefined);
		else assert.match(failure?.remedy ?? "", new RegExp(failed));
	}
});

test("what is no code and no reference is not repeated, whoever wrote the address", () => {
	for (const failed of ["", 7, true, ["A"], { a: 1 }, "Call 555 now", "a_b"])
		assert.equal(readSignInFailure({ failed }), undefined);
	assert.equal(
		readSignInFailure({ failed: "INTERNAL", ref: "err_1 call 555" })?.ref,
		undefined,
	);
	fc.assert(
		fc.property(fc.string(), fc.string(), (failed, ref) => {
			const failure = readSignInFailure({ failed, ref });
			assert.match(failure?.code ?? "OK", /^[A-Z0-9_]+$/);
			assert.match(failure?.ref ?? "err_", /^err_[A-Za-z0-9]*$/);
		}),
	);
});

test("every code in the table is one of the control plane's", () => {
	const contract = fileURLToPath(
		new URL("../../../../contract/src", import.meta.url),
	);
	const table = globSync("*errors.ts", { cwd: contract })
		.map((file) => readFileSync(join(contract, file), "utf8"))
		.join("");
	const own = readFileSync(
		new URL("sign-in-failures.ts", import.meta.url),
		"utf8",
	);
	const codes = [...own.matchAll(/^\t([A-Z_]+):/gm)].map(([, code]) => code);
	assert.ok(codes.length > 8);
	for (const [, code] of table.matchAll(/^\t((?:SIGN_IN|EMAIL)_[A-Z_]+): \{/gm))
		assert.ok(codes.includes(code), `${code} has no words on the page`);
	for (const code of codes)
		assert.ok(table.includes(`\t${code}: {`), `${code} is no error code`);
});
