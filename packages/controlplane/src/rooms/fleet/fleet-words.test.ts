import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { formatJoinToken, readJoinToken } from "@quarterdeck/contract";
import fc from "fast-check";
import { matchesSelector, parseSelector } from "./labels.ts";
import { hintFor, nearestName } from "./nearest-name.ts";
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

describe("label selectors", () => {
	const labels = { region: "eu", tier: "prod", "example.com/team": "shop" };
	test("match as in Kubernetes", () => {
		const cases: [string, boolean][] = [
			["region=eu", true],
			["region==eu", true],
			["region=us", false],
			["region!=us", true],
			["zone!=a", true],
			["zone=", false],
			["region in (eu, us)", true],
			["region notin (eu)", false],
			["zone notin (a)", true],
			["region", true],
			["!zone", true],
			["! region", false],
			["example.com/team=shop", true],
			["region in (eu,us),tier=prod,!zone", true],
			["region=eu,tier=test", false],
			["constructor", false],
		];
		for (const [selector, expected] of cases)
			assert.equal(
				matchesSelector(labels, parseSelector(selector)),
				expected,
				selector,
			);
	});
	test("that are none are refused", () => {
		for (const text of [
			"",
			",",
			"a=b,",
			",a=b",
			"a=b=c",
			"a in b",
			"a in (b",
			"a in (b))",
			"-=x",
			"a= b c",
			"a=!b",
		])
			assert.throws(() => parseSelector(text), { code: "INPUT_INVALID" }, text);
	});
	test("never throw anything else and take no time", () => {
		fc.assert(
			fc.property(fc.string(), (text) => {
				try {
					parseSelector(text);
				} catch (error) {
					assert.equal((error as { code?: string }).code, "INPUT_INVALID");
				}
			}),
		);
		assert.throws(() => parseSelector("(".repeat(50_000)));
	});
});

test("the nearest name is found for a slip of the finger, and none for another word", () => {
	const names = ["prod-eu", "prod-us", "staging"];
	assert.equal(nearestName("pord-eu", names), "prod-eu");
	assert.equal(nearestName("PROD-US", names), "prod-us");
	assert.equal(nearestName("stagin", names), "staging");
	assert.equal(nearestName("kitchen", names), undefined);
	assert.equal(nearestName("", names), undefined);
	assert.equal(hintFor("x", [], "clusters"), "There are no clusters yet.");
	assert.equal(
		hintFor("kitchen", names, "clusters"),
		"Known clusters: prod-eu, prod-us, staging.",
	);
});

test("a join token is read back as it was written, and nothing else is one", () => {
	const content = {
		servers: ["nats://127.0.0.1:4222"],
		inst: "jtk-1",
		jwt: "a.b.c",
		seed: "SU",
		cluster: "eu",
	};
	assert.deepEqual(readJoinToken(formatJoinToken(content)), content);
	fc.assert(
		fc.property(
			fc.oneof(
				fc.string(),
				fc.string().map((one) => `qdj_${one}`),
			),
			(text) => {
				assert.equal(readJoinToken(text), undefined);
			},
		),
	);
	assert.equal(readJoinToken(`qdj_${"A".repeat(100_000)}`), undefined);
});
