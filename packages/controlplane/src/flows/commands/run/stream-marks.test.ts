import assert from "node:assert/strict";
import { test } from "node:test";
import type { RunOutput } from "@quarterdeck/contract";
import fc from "fast-check";
import { encodeMark, withMarks } from "./stream-marks.ts";

const pieces = fc.array(
	fc.record({
		kind: fc.constantFrom("stdout" as const, "stderr" as const),
		bytes: fc.uint8Array({ minLength: 1, maxLength: 300 }),
	}),
	{ maxLength: 20 },
);

async function* inChunks(bytes: Uint8Array, size: number) {
	for (let at = 0; at < bytes.length; at += size)
		yield bytes.subarray(at, at + size);
}

function merged(outputs: readonly RunOutput[]): [string, string][] {
	const all: [string, string][] = [];
	for (const { kind, bytes } of outputs) {
		const hex = Buffer.from(bytes).toString("hex");
		const last = all.at(-1);
		if (last?.[0] === kind) last[1] += hex;
		else all.push([kind, hex]);
	}
	return all;
}

test("streams come apart again as they were, however they are read, and marks are never larger than what they mark", async () => {
	await fc.assert(
		fc.asyncProperty(
			pieces,
			fc.integer({ min: 1, max: 50 }),
			async (outputs, size) => {
				const all = Buffer.concat(outputs.map(({ bytes }) => bytes));
				const marks = Buffer.concat(outputs.map(encodeMark));
				assert.ok(marks.length <= all.length);
				const read = await Array.fromAsync(
					withMarks(inChunks(marks, size), inChunks(all, size)),
				);
				assert.deepEqual(merged(read), merged(outputs));
			},
		),
	);
});

test("what has no marks is stdout, and a mark without its bytes is nothing", async () => {
	const bytes = Buffer.from("abc");
	const none = withMarks(inChunks(Buffer.alloc(0), 1), inChunks(bytes, 2));
	assert.deepEqual(merged(await Array.fromAsync(none)), [["stdout", "616263"]]);
	const mark = encodeMark({ kind: "stderr", bytes: Buffer.alloc(9) });
	const cut = withMarks(inChunks(mark, 1), inChunks(bytes, 2));
	assert.deepEqual(merged(await Array.fromAsync(cut)), [["stderr", "616263"]]);
});
