import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { readdir, utimes } from "node:fs/promises";
import { join } from "node:path";
import { test } from "node:test";
import { createNewId, systemClock } from "@quarterdeck/runtime";
import { tempDir } from "@quarterdeck/testkit";
import fc from "fast-check";
import { openFolderObjectStore } from "./folder-object-store.ts";
import type { ObjectSlice } from "./object-store.ts";

const newId = createNewId(systemClock);
const organisationId = newId("organisation");

async function text(slice: ObjectSlice | undefined): Promise<string> {
	assert.ok(slice);
	const parts: Uint8Array[] = [];
	for await (const part of slice.bytes) parts.push(part);
	return Buffer.concat(parts).toString();
}

test("what was sealed is read back, whole or in part, with its size and digest", async () => {
	const store = await openFolderObjectStore({ directory: tempDir() });
	const writer = await store.create(organisationId, "runs/run_1");
	const reused = Buffer.from("hello ");
	const first = writer.write(reused);
	reused.fill(0);
	await Promise.all([first, writer.write(Buffer.from("world"))]);
	assert.equal(await store.open(organisationId, "runs/run_1"), undefined);
	const sealed = await writer.seal();
	assert.deepEqual(sealed, {
		key: "runs/run_1",
		bytes: 11,
		digest: createHash("sha256").update("hello world").digest("hex"),
	});
	const read = async (start: number, endExclusive?: number) =>
		text(
			await store.open(organisationId, "runs/run_1", {
				start,
				...(endExclusive === undefined ? {} : { endExclusive }),
			}),
		);
	assert.equal(await read(0), "hello world");
	assert.equal(await read(6), "world");
	assert.equal(await read(0, 5), "hello");
	assert.equal(await read(-5, 2), "he");
	assert.equal(await read(99), "");
	assert.equal(await read(5, 2), "");
	assert.equal(await read(Number.NaN, 1e99), "hello world");
});

test("keys cannot leave their organisation", async () => {
	const store = await openFolderObjectStore({ directory: tempDir() });
	for (const key of [
		"",
		".",
		"..",
		"../x",
		"a/../b",
		"/a",
		"a//b",
		"a/",
		"a\0b",
		"a\\b",
		".hidden",
		"ä",
		"a".repeat(201),
		"a/".repeat(9),
	])
		await assert.rejects(
			async () => store.create(organisationId, key),
			RangeError,
			key,
		);
	for (const stranger of ["", "..", "org_x", "org_../../etc"])
		await assert.rejects(
			async () => store.open(stranger as typeof organisationId, "a"),
			RangeError,
		);
	const writer = await store.create(organisationId, "a");
	await writer.seal();
	assert.equal(await store.open(newId("organisation"), "a"), undefined);
});

test("no key at all leads out of the folder", async () => {
	const directory = tempDir();
	const store = await openFolderObjectStore({ directory });
	await fc.assert(
		fc.asyncProperty(
			fc.oneof(
				fc.string(),
				fc
					.array(fc.constantFrom("..", ".", "/", "a", "\0", "~", "%2e"))
					.map((parts) => parts.join("")),
			),
			async (key) => {
				await store.open(organisationId, key).catch((error) => {
					assert.ok(error instanceof RangeError);
				});
			},
		),
	);
});

test("an object that grows too large is refused, and what came before can be kept", async () => {
	const store = await openFolderObjectStore({
		directory: tempDir(),
		maxBytes: 10,
	});
	const writer = await store.create(organisationId, "big");
	await writer.write(Buffer.alloc(8));
	await assert.rejects(writer.write(Buffer.alloc(3)), {
		code: "INPUT_TOO_LARGE",
	});
	await writer.write(Buffer.alloc(2));
	assert.equal((await writer.seal()).bytes, 10);
	await assert.rejects(writer.write(Buffer.alloc(1)), /sealed/);
	await assert.rejects(writer.seal(), /sealed/);
});

test("a discarded object leaves nothing, and discarding is never wrong", async () => {
	const directory = tempDir();
	const store = await openFolderObjectStore({ directory });
	const writer = await store.create(organisationId, "x");
	await writer.write(Buffer.from("x"));
	await writer.discard();
	await writer.discard();
	assert.deepEqual(await readdir(join(directory, "unsealed")), []);
	const kept = await store.create(organisationId, "y");
	await kept.seal();
	await kept.discard();
	assert.ok(await store.open(organisationId, "y"));
	assert.equal(await store.remove(organisationId, "y"), true);
	assert.equal(await store.remove(organisationId, "y"), false);
});

test("the sweep takes the old, sealed or not, and leaves the young", async () => {
	const directory = tempDir();
	const store = await openFolderObjectStore({ directory });
	for (const key of ["a/old", "a/young"]) {
		const writer = await store.create(organisationId, key);
		await writer.write(Buffer.from(key));
		await writer.seal();
	}
	await store.create(organisationId, "forgotten");
	const long = new Date("2020-01-01T00:00:00Z");
	const old = join(directory, "objects", organisationId, "a", "old");
	await utimes(old, long, long);
	const [left] = await readdir(join(directory, "unsealed"));
	await utimes(join(directory, "unsealed", left ?? ""), long, long);
	const reading = (await store.open(organisationId, "a/old"))?.bytes;
	const iterator = reading?.[Symbol.asyncIterator]();
	const began = await iterator?.next();
	assert.equal(await store.sweep(new Date("2021-01-01T00:00:00Z")), 2);
	assert.equal(Buffer.from(began?.value ?? []).toString(), "a/old");
	assert.equal((await iterator?.next())?.done, true);
	assert.equal(await store.open(organisationId, "a/old"), undefined);
	assert.equal(
		await text(await store.open(organisationId, "a/young")),
		"a/young",
	);
	await store.check();
});
