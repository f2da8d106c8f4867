import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import { maxPartBytes, type RunOutput } from "@quarterdeck/contract";
import { createHandClock } from "@quarterdeck/testkit";
import fc from "fast-check";
import { createRunOutputs } from "./run-output.ts";

function outputs(
	maxBytes = 1_000_000,
	write?: (output: RunOutput) => Promise<void>,
) {
	const clock = createHandClock();
	const sent: RunOutput[] = [];
	const out = createRunOutputs({
		clock,
		maxBytes,
		write: async (output) => {
			sent.push(output);
			await write?.(output);
		},
	});
	const text = () =>
		sent.map(({ kind, bytes }) => `${kind}:${Buffer.from(bytes)}`);
	return { clock, sent, out, text };
}

const bytes = (text: string) => Buffer.from(text);

describe("the output of a run", () => {
	test("a reader that went away fails the next push and the end", async () => {
		const { out } = outputs(1000, () => Promise.reject(new Error("gone")));
		await assert.rejects(out.push("stdout", bytes("a")), /gone/);
		await assert.rejects(out.end(), /gone/);
	});
	test("a reader that is behind makes a large push wait", async () => {
		const gate = Promise.withResolvers<void>();
		const { out } = outputs(1_000_000, () => gate.promise);
		let through = false;
		const pushed = out.push("stdout", Buffer.alloc(maxPartBytes)).then(() => {
			through = true;
		});
		await new Promise((resolve) => setImmediate(resolve));
		assert.equal(through, false);
		gate.resolve();
		await pushed;
	});
	test("after the cap it is counted, not sent, and nobody waits", async () => {
		const { out, text } = outputs(5, async () => {});
		await out.push("stdout", bytes("abc"));
		await out.push("stdout", bytes("defg"));
		for (let i = 0; i < 1000; i++) await out.push("stderr", Buffer.alloc(1000));
		await out.end();
		assert.deepEqual(text(), ["stdout:abc", "stdout:de"]);
		const { outputBytes, sentBytes } = out.totals();
		assert.deepEqual(
			{ outputBytes, sentBytes },
			{ outputBytes: 1_000_007, sentBytes: 5 },
		);
	});
	test("the first piece goes at once, small ones after it wait for company", async () => {
		const { clock, out, text } = outputs();
		await out.push("stdout", bytes("a"));
		assert.deepEqual(text(), ["stdout:a"]);
		await out.push("stdout", bytes("b"));
		await out.push("stdout", bytes("c"));
		assert.deepEqual(text(), ["stdout:a"]);
		await clock.wind(10);
		assert.deepEqual(text(), ["stdout:a", "stdout:bc"]);
		assert.equal(clock.pendingTimers, 0);
	});
	test("whatever comes in is sent whole and in order, no part too large, the digest that of what was sent", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(
					fc.tuple(
						fc.constantFrom("stdout" as const, "stderr" as const),
						fc.integer({ min: 0, max: 300_000 }),
					),
					{ maxLength: 12 },
				),
				fc.integer({ min: 1, max: 600_000 }),
				async (pieces, cap) => {
					const { out, sent } = outputs(cap);
					const all: Buffer[] = [];
					for (const [index, [kind, size]] of pieces.entries()) {
						const piece = Buffer.alloc(size, String(index % 10));
						all.push(piece);
						await out.push(kind, piece);
					}
					await out.end();
					const whole = Buffer.concat(all);
					const got = Buffer.concat(sent.map((part) => part.bytes));
					assert.ok(got.equals(whole.subarray(0, cap)));
					for (const part of sent)
						assert.ok(
							part.bytes.length > 0 && part.bytes.length <= maxPartBytes,
						);
					const { outputBytes, sentBytes, digest } = out.totals();
					assert.equal(outputBytes, whole.length);
					assert.equal(sentBytes, got.length);
					assert.equal(digest, createHash("sha256").update(got).digest("hex"));
				},
			),
			{ numRuns: 60 },
		);
	});
});
