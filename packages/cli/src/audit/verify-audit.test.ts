import assert from "node:assert/strict";
import { test } from "node:test";
import type { CommandContext } from "../command-context.ts";
import { verifyAudit } from "./verify-audit.ts";

const hash = "a".repeat(64);
const at = "2026-01-02T03:04:05.678Z";
const signedHead = {
	...{ seq: 12, hash, at },
	...{ publicKey: "k", signature: "s", isOwnKey: true },
};

/** A control plane that answers so, at two hours past the record. */
async function verified(answer: object, options: { readonly key?: string }) {
	const said = { out: "", err: "" };
	const context = {
		now: () => new Date("2026-01-02T05:04:05.678Z"),
		api: () => ({
			ask: async () => ({
				verifyAudit: {
					...{ ok: true, records: 14, reason: null, brokenAt: null },
					...{ head: { seq: 14, hash, at }, signedHead, unsigned: null },
					...answer,
				},
			}),
		}),
		terminal: {
			out: (text: string) => {
				said.out += text;
			},
			say: (text: string) => {
				said.err += text;
			},
		},
	} as unknown as CommandContext;
	const code = await verifyAudit({ output: "text", ...options }, context);
	return { code, ...said };
}

test("a key that did not sign the head fails, also without a file, and so does a chain without heads", async () => {
	assert.equal((await verified({}, { key: "k" })).code, 0);
	const other = await verified({}, { key: "other" });
	assert.equal(other.code, 1);
	assert.match(other.err, /head 12 was signed with another key/);
	const none = await verified({ signedHead: null }, { key: "k" });
	assert.equal(none.code, 1);
	assert.match(none.err, /no head of it is signed/);
});

test("what no signature covers is said with its number and age", async () => {
	const { code, out } = await verified(
		{ unsigned: { records: 2, since: at } },
		{},
	);
	assert.equal(code, 0);
	assert.match(out, /Unsigned: the last 2 records, the first of .* \(2h ago\)/);
});
