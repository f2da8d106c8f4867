import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, test } from "node:test";
import type { OrganisationId, RunId } from "@quarterdeck/contract";
import fc from "fast-check";
import type { NewEvent } from "../follow/command-feed.ts";
import { createFakeCommandOutputs } from "./command-outputs.fake.ts";
import type { OutputWriter } from "./command-outputs.ts";
import { createRunOutput } from "./run-output.ts";

const org = "org_00000000000000000000000000" as OrganisationId;
const runId = "run_00000000000000000000000000" as RunId;

async function stage(
	options: {
		readonly filter?: string;
		readonly inlineBytes?: number;
		readonly maxBytes?: number;
		readonly writer?: OutputWriter;
	} = {},
) {
	const outputs = createFakeCommandOutputs();
	const said: NewEvent[] = [];
	const errors: unknown[] = [];
	const tap = createRunOutput({
		cluster: "eu",
		publish: (saying) => said.push(saying) > 0,
		writer: options.writer ?? (await outputs.create(org, runId)),
		filter: options.filter,
		maxBytes: options.maxBytes ?? 1_000_000,
		inlineBytes: options.inlineBytes ?? 1000,
		outputUrl: "/outputs/run",
		onWriteError: (error) => errors.push(error),
	});
	return {
		tap,
		said,
		errors,
		text: (kind: string) =>
			said
				.filter((saying) => saying.kind === kind)
				.map((saying) => saying.text)
				.join(""),
		async kept() {
			const slice = await outputs.open(org, runId);
			const pieces = slice ? await Array.fromAsync(slice.bytes) : [];
			return Buffer.concat(pieces);
		},
	};
}

function pieces(bytes: Uint8Array, cuts: readonly number[]): Uint8Array[] {
	const places = [
		0,
		...cuts.map((cut) => cut % (bytes.length + 1)),
		bytes.length,
	].toSorted((a, b) => a - b);
	return places.slice(1).map((end, i) => bytes.subarray(places[i] ?? 0, end));
}

describe("output on its way", () => {
	test("text stays whole however its bytes are cut", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.string({ unit: "grapheme", maxLength: 100 }),
				fc.array(fc.nat(400), { maxLength: 10 }),
				async (text, cuts) => {
					const { tap, text: shown, kept } = await stage();
					const bytes = Buffer.from(text);
					for (const piece of pieces(bytes, cuts))
						await tap.take({ kind: "stdout", bytes: piece });
					const summary = await tap.finish();
					assert.equal(shown("stdout"), text);
					assert.deepEqual(await kept(), bytes);
					assert.equal(
						summary.digest,
						createHash("sha256").update(bytes).digest("hex"),
					);
				},
			),
		);
	});

	test("a filter gives the same lines however the bytes are cut", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(fc.constantFrom("pod é", "x", "", "a pod", "é"), {
					maxLength: 12,
				}),
				fc.array(fc.nat(100), { maxLength: 8 }),
				async (lines, cuts) => {
					const { tap, text } = await stage({ filter: "pod" });
					for (const bytes of pieces(Buffer.from(lines.join("\n")), cuts))
						await tap.take({ kind: "stdout", bytes });
					const summary = await tap.finish();
					const wanted = lines.filter((line) => line.includes("pod"));
					assert.equal(text("stdout").trimEnd(), wanted.join("\n").trimEnd());
					assert.equal(summary.keptLines, wanted.length);
				},
			),
		);
	});

	test("errors pass a filter, for a swallowed error would be silence", async () => {
		const { tap, text } = await stage({ filter: "nothing like it" });
		await tap.take({ kind: "stderr", bytes: Buffer.from("Forbidden\n") });
		await tap.take({ kind: "stdout", bytes: Buffer.from("pod\n") });
		await tap.finish();
		assert.equal(text("stderr"), "Forbidden\n");
		assert.equal(text("stdout"), "");
	});

	test("after the cap listeners are told where all of it is, once", async () => {
		const { tap, text, said, kept } = await stage({ inlineBytes: 10 });
		for (let i = 0; i < 100; i++)
			await tap.take({ kind: "stdout", bytes: Buffer.from("ééé") });
		const summary = await tap.finish();
		assert.equal(text("stdout"), "ééééé");
		const notes = said.filter((saying) => saying.kind === "note");
		assert.equal(notes.length, 1);
		assert.match(notes[0]?.text ?? "", /10 bytes.*\/outputs\/run/);
		assert.equal(notes[0]?.shownBytes, 10);
		assert.equal(summary.isCut, true);
		assert.equal((await kept()).length, 600);
	});

	test("an endless line under a filter does not fill the memory", async () => {
		const { tap, text } = await stage({ filter: "x", inlineBytes: 100_000 });
		for (let i = 0; i < 300; i++)
			await tap.take({ kind: "stdout", bytes: Buffer.alloc(1000, "a") });
		await tap.take({ kind: "stdout", bytes: Buffer.from("\nx\n") });
		await tap.finish();
		assert.equal(text("stdout"), "x\n");
	});

	test("what is no UTF-8 is replaced where it is shown, told once, and kept byte by byte", async () => {
		const { tap, text, said, kept } = await stage();
		const bytes = Uint8Array.of(0xff, 0x41, 0, 1, 0x1b, 0xc3);
		await tap.take({ kind: "stdout", bytes });
		await tap.take({ kind: "stderr", bytes });
		const { digest } = await tap.finish();
		assert.equal(text("stdout"), "\ufffdA\0\u0001\u001b\ufffd");
		const all = Buffer.concat([bytes, bytes]);
		assert.deepEqual(await kept(), all);
		assert.equal(digest, createHash("sha256").update(all).digest("hex"));
		const notes = said.filter(({ kind }) => kind === "note");
		assert.match(notes[0]?.text ?? "", /not UTF-8.*\/outputs\/run$/);
		assert.equal(notes.length, 1);
	});

	test("any bytes of both streams in any pieces are kept the same, with their digest", async () => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(
					fc.record({
						kind: fc.constantFrom("stdout" as const, "stderr" as const),
						bytes: fc.uint8Array({ minLength: 1, maxLength: 40 }),
					}),
					{ maxLength: 12 },
				),
				async (outputs) => {
					const { tap, kept } = await stage({ inlineBytes: 50 });
					for (const output of outputs) await tap.take(output);
					const all = Buffer.concat(outputs.map(({ bytes }) => bytes));
					const { digest } = await tap.finish();
					assert.deepEqual(await kept(), all);
					assert.equal(digest, createHash("sha256").update(all).digest("hex"));
				},
			),
		);
	});

	test("more than is allowed is not taken, whoever says it may come", async () => {
		const { tap, text, kept } = await stage({ maxBytes: 5 });
		await tap.take({ kind: "stdout", bytes: Buffer.from("abc") });
		await assert.rejects(
			tap.take({ kind: "stderr", bytes: Buffer.from("defg") }),
			{ code: "OUTPUT_OVER_LIMIT" },
		);
		const summary = await tap.finish();
		assert.deepEqual([summary.bytes, summary.writtenBytes], [5, 7]);
		assert.equal((await kept()).toString(), "abcde");
		assert.equal(text("stderr"), "de");
	});

	test("a flood of tiny pieces is not shown for ever", async () => {
		const { tap, said, kept } = await stage({ inlineBytes: 100_000 });
		for (let i = 0; i < 4000; i++)
			await tap.take({ kind: "stdout", bytes: Buffer.from("x") });
		const { isCut } = await tap.finish();
		assert.equal(isCut, true);
		assert.equal(said.filter(({ kind }) => kind === "stdout").length, 3125);
		assert.equal((await kept()).length, 4000);
	});

	test("a full disk does not stop the answer, and is said", async () => {
		const writer: OutputWriter = {
			write: () => Promise.reject(new Error("disk full")),
			seal: () => Promise.resolve(),
			discard: () => Promise.resolve(),
		};
		const { tap, text, errors } = await stage({ writer });
		await tap.take({ kind: "stdout", bytes: Buffer.from("one") });
		await tap.take({ kind: "stdout", bytes: Buffer.from("two") });
		const summary = await tap.finish();
		assert.equal(text("stdout"), "onetwo");
		assert.equal(errors.length, 1);
		assert.match(text("note"), /cannot be kept/);
		assert.equal(summary.isKept, false);
	});
});
