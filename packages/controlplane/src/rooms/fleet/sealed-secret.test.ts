import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { openSecret, sealSecret } from "./sealed-secret.ts";

describe("sealed secrets", () => {
	const key = Buffer.alloc(32, 5);
	test("open for their owner with their key, and look different each time", () => {
		fc.assert(
			fc.property(
				fc.string({ unit: "grapheme" }),
				fc.string(),
				(text, owner) => {
					const sealed = sealSecret(key, owner, text);
					assert.equal(openSecret(key, owner, sealed), text);
					assert.notEqual(sealSecret(key, owner, text), sealed);
				},
			),
		);
	});
	test("do not open for another owner, with another key, or when a character was altered", () => {
		const sealed = sealSecret(key, "org_a", "seed");
		assert.throws(() => openSecret(key, "org_b", sealed), /does not open/);
		assert.throws(
			() => openSecret(Buffer.alloc(32, 6), "org_a", sealed),
			/does not open/,
		);
		for (let i = 3; i < sealed.length; i++) {
			const other = sealed[i] === "A" ? "Q" : "A";
			if (sealed[i] === ".") continue;
			const altered = sealed.slice(0, i) + other + sealed.slice(i + 1);
			// The last character of a part may carry bits that are not read.
			if (sealed[i + 1] === "." || i === sealed.length - 1) continue;
			assert.throws(() => openSecret(key, "org_a", altered));
		}
		for (const text of [
			"",
			"v1",
			"v2.a.b.c",
			"v1.a.b",
			"v1...",
			"v1.AAAA.AAAA.AAAA",
		])
			assert.throws(() => openSecret(key, "org_a", text));
	});
});
