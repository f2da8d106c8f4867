import assert from "node:assert/strict";
import { test } from "node:test";
import { createNewId, systemClock } from "@quarterdeck/runtime";
import { createGrowingOutputs } from "./growing-outputs.ts";

const newId = createNewId(systemClock);

test("an output and its marks are made safe together; the marks get their name first", async () => {
	const calls: string[] = [];
	const disk = Promise.withResolvers<void>();
	const outputs = createGrowingOutputs({
		create: async (_, key) => {
			const name = key.endsWith(".marks") ? "marks" : "output";
			return {
				write: async () => {},
				async sync() {
					calls.push(`sync ${name}`);
					await disk.promise;
				},
				async seal() {
					calls.push(`seal ${name}`);
				},
				discard: async () => {},
				async *read() {},
			};
		},
	});
	const writer = outputs.begin(newId("organisation"), newId("run"));
	await writer.write({ kind: "stdout", bytes: Buffer.from("x") });
	const sealed = writer.seal();
	await new Promise(setImmediate);
	assert.deepEqual(calls, ["sync marks", "sync output"]);
	disk.resolve();
	await sealed;
	assert.deepEqual(calls.slice(2), ["seal marks", "seal output"]);
});
