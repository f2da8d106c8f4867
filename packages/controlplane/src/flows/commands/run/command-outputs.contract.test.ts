import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { RunOutput } from "@quarterdeck/contract";
import { createNewId, systemClock } from "@quarterdeck/runtime";
import { tempDir } from "@quarterdeck/testkit";
import { createCommandOutputs } from "../command-outputs.wiring.ts";
import { createFakeCommandOutputs } from "./command-outputs.fake.ts";
import type { CommandOutputs, OutputSlice } from "./command-outputs.ts";

interface Ending {
	after(act: () => void | Promise<void>): void;
}

const newId = createNewId(systemClock);

async function text(slice: OutputSlice | undefined): Promise<string> {
	assert.ok(slice);
	return Buffer.concat(await Array.fromAsync(slice.bytes)).toString();
}

const stdout = (text: string) => ({
	kind: "stdout" as const,
	bytes: Buffer.from(text),
});
const stderr = (text: string) => ({
	kind: "stderr" as const,
	bytes: Buffer.from(text),
});
const forEver = new AbortController().signal;

/** What was read, as `kind:text` for each stretch of one stream. */
async function streams(
	outputs: AsyncIterable<RunOutput> | undefined,
): Promise<string[]> {
	const all: string[] = [];
	for await (const { kind, bytes } of outputs ?? []) {
		const last = all.at(-1);
		if (last?.startsWith(kind)) all[all.length - 1] = last + Buffer.from(bytes);
		else all.push(`${kind}:${Buffer.from(bytes)}`);
	}
	return all;
}

function suite(make: (t: Ending) => Promise<CommandOutputs>): void {
	test("what was sealed is given whole and in parts", async (t) => {
		const outputs = await make(t);
		const [org, run] = [newId("organisation"), newId("run")];
		const writer = await outputs.create(org, run);
		for (const piece of ["012", "", "3456", "789"])
			await writer.write(stdout(piece));
		await writer.seal();
		const whole = await outputs.open(org, run);
		assert.equal(whole?.totalBytes, 10);
		assert.equal(await text(whole), "0123456789");
		const ranges: [number, number | undefined, string][] = [
			[0, 1, "0"],
			[3, 7, "3456"],
			[8, undefined, "89"],
			[8, 99, "89"],
			[10, undefined, ""],
			[50, 60, ""],
		];
		for (const [start, end, expected] of ranges) {
			const range =
				end === undefined ? { start } : { start, endExclusive: end };
			const slice = await outputs.open(org, run, range);
			assert.equal(slice?.totalBytes, 10);
			assert.equal(slice.endExclusive - slice.start, expected.length);
			assert.equal(await text(slice), expected);
		}
	});

	test("nothing is given of what is open, thrown away, unknown or another organisation's", async (t) => {
		const outputs = await make(t);
		const [org, run, other] = [
			newId("organisation"),
			newId("run"),
			newId("run"),
		];
		const writer = await outputs.create(org, run);
		await writer.write(stdout("secret"));
		assert.equal(await outputs.open(org, run), undefined);
		const thrown = await outputs.create(org, other);
		await thrown.write(stdout("x"));
		await thrown.discard();
		assert.equal(await outputs.open(org, other), undefined);
		await writer.seal();
		assert.equal(await outputs.open(newId("organisation"), run), undefined);
		assert.equal(await outputs.open(org, newId("run")), undefined);
		assert.equal(await text(await outputs.open(org, run)), "secret");
	});

	test("the streams are read apart, while they grow and when they are kept", async (t) => {
		const outputs = await make(t);
		const [org, run] = [newId("organisation"), newId("run")];
		assert.equal(await outputs.follow(org, run, forEver), undefined);
		const writer = await outputs.create(org, run);
		const early = streams(await outputs.follow(org, run, forEver));
		await writer.write(stdout("a\0"));
		await writer.write(stderr("oh\n"));
		const growing = await outputs.follow(org, run, forEver);
		const heard: string[] = [];
		for await (const { kind, bytes } of growing ?? []) {
			heard.push(`${kind}:${Buffer.from(bytes)}`);
			if (heard.length === 2) await writer.write(stdout("b"));
			if (heard.length === 3) await writer.seal();
		}
		const wanted = ["stdout:a\0", "stderr:oh\n", "stdout:b"];
		assert.deepEqual(heard, wanted);
		assert.deepEqual(await early, wanted);
		assert.deepEqual(
			await streams(await outputs.follow(org, run, forEver)),
			wanted,
		);
		const stranger = newId("organisation");
		assert.equal(await outputs.follow(stranger, run, forEver), undefined);
		assert.equal(await text(await outputs.open(org, run)), "a\0oh\nb");
	});

	test("who follows is let go when it is thrown away, when it was empty, and when they leave", async (t) => {
		const outputs = await make(t);
		const org = newId("organisation");
		const begin = async (signal = forEver) => {
			const run = newId("run");
			const writer = await outputs.create(org, run);
			return { writer, read: streams(await outputs.follow(org, run, signal)) };
		};
		const thrown = await begin();
		await thrown.writer.write(stdout("x"));
		await thrown.writer.discard();
		assert.ok((await thrown.read).length <= 1);
		const empty = await begin();
		await empty.writer.discard();
		assert.deepEqual(await empty.read, []);
		const leaving = new AbortController();
		const left = await begin(leaving.signal);
		leaving.abort();
		assert.deepEqual(await left.read, []);
		await left.writer.discard();
	});

	test("many bytes of many runs at the same time stay apart", async (t) => {
		const outputs = await make(t);
		const org = newId("organisation");
		const runs = Array.from({ length: 8 }, () => newId("run"));
		await Promise.all(
			runs.map(async (run, i) => {
				const writer = await outputs.create(org, run);
				for (let n = 0; n < 20; n++)
					await writer.write(stdout(String(i).repeat(100_000)));
				await writer.seal();
			}),
		);
		for (const [i, run] of runs.entries()) {
			const slice = await outputs.open(org, run);
			assert.equal(slice?.totalBytes, 2_000_000);
			for await (const bytes of slice.bytes)
				assert.ok(bytes.every((byte) => byte === 48 + i));
		}
	});

	test("a reader that leaves in the middle leaves nothing behind", async (t) => {
		const outputs = await make(t);
		const [org, run] = [newId("organisation"), newId("run")];
		const writer = await outputs.create(org, run);
		for (let n = 0; n < 20; n++)
			await writer.write(stdout("0".repeat(100_000)));
		await writer.seal();
		for (let i = 0; i < 3; i++) {
			const slice = await outputs.open(org, run);
			for await (const bytes of slice?.bytes ?? []) {
				assert.ok(bytes.length > 0);
				break;
			}
		}
		assert.equal((await outputs.open(org, run))?.totalBytes, 2_000_000);
	});
}

describe("outputs in memory", () =>
	suite(async () => createFakeCommandOutputs()));

describe("outputs in a folder", () =>
	suite((t) =>
		createCommandOutputs({
			objectsDir: tempDir(t),
			keepSeconds: 3600,
			clock: systemClock,
		}),
	));
