import assert from "node:assert/strict";
import { test } from "node:test";
import { describeError } from "./describe-error.ts";

test("an error is described by its code or name and the first line of its message", () => {
	const refused = Object.assign(new Error("connect failed\nat 10.0.0.1"), {
		code: "ECONNREFUSED",
	});
	assert.equal(describeError(refused), "ECONNREFUSED: connect failed");
	assert.equal(describeError(new TypeError("no x")), "TypeError: no x");
	assert.equal(describeError(new Error("\n no database")), "no database");
	assert.equal(describeError("plain"), "plain");
	assert.equal(describeError("one\u2028two"), "one");
});

test("control characters are removed and the text is cut to 200 characters", () => {
	assert.equal(
		describeError(new Error("a\u001b[31mb\u0000\u202ec\u0085d")),
		"a[31mbcd",
	);
	const code = "x".repeat(300);
	for (const error of [
		new Error("x".repeat(300)),
		new TypeError("x".repeat(300)),
		Object.assign(new Error("m"), { code }),
	])
		assert.equal(describeError(error).length, 200);
	const cut = describeError(new Error(`${"x".repeat(199)}😀`));
	assert.ok(cut.isWellFormed());
});
