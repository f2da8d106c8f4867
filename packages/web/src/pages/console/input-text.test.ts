import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { inputAsBase64, inputProblem, maxInputBytes } from "./input-text.ts";

test("any bytes come out of Base64 as they went in", () => {
	fc.assert(
		fc.property(fc.uint8Array({ maxLength: 20_000 }), (bytes) => {
			assert.deepEqual(
				new Uint8Array(Buffer.from(inputAsBase64(bytes), "base64")),
				bytes,
			);
		}),
		{ numRuns: 30 },
	);
});

test("what is too large is said before it is sent", () => {
	const named = (length: number) =>
		inputProblem({ name: "cart.yaml", bytes: new Uint8Array(length) });
	assert.equal(named(maxInputBytes), undefined);
	assert.match(
		named(maxInputBytes + 1) ?? "",
		/^cart\.yaml has 513 KiB, and a command takes at most 512 KiB/,
	);
});
