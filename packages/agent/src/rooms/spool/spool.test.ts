import assert from "node:assert/strict";
import { readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
	type EventBatch,
	maxEventBatchBytes,
	maxEventCharacters,
	maxEventsPerBatch,
	newEvents,
	publishEvents,
} from "@quarterdeck/contract";
import { createNewId, silentLog, systemClock } from "@quarterdeck/runtime";
import { type Ending, tempDir } from "@quarterdeck/testkit";
import fc from "fast-check";
import { type NewEvent, Spool } from "./spool.ts";
import type { SpoolBounds } from "./spool-bounds.ts";
import { createDiskSpoolFiles } from "./spool-files.disk.ts";
import type { SpoolFiles } from "./spool-files.ts";

const newId = createNewId(systemClock);
const large: SpoolBounds = { bytes: 1e9, events: 1e6 };

function stage(t: Ending, bounds: SpoolBounds = large) {
	const folder = join(tempDir(t), "events");
	return {
		folder,
		files: () => readdirSync(folder).filter((name) => name.endsWith(".events")),
		/** As a process that was killed finds it: nothing is ever closed. */
		open: (given: { files?: SpoolFiles; bounds?: SpoolBounds } = {}) =>
			new Spool({
				files: createDiskSpoolFiles(folder),
				bounds,
				newId,
				log: silentLog,
				...given,
			}),
	};
}

function event(text = ""): NewEvent {
	return {
		at: "2026-11-22T10:00:00.000Z",
		source: "agent",
		kind: "test",
		data: { text },
	};
}

function putAll(spool: Spool, count: number): void {
	for (let i = 0; i < count; i++) spool.put(event());
}

function numbersOf(batch: EventBatch | undefined): readonly number[] {
	return batch?.events.map(({ number }) => number) ?? [];
}

/** Takes and acknowledges until nothing is left. */
async function drain(spool: Spool): Promise<number[]> {
	const numbers: number[] = [];
	for (let batches = 0; ; batches++) {
		assert.ok(batches < 1000, "batches come to an end");
		const batch = await spool.take();
		if (!batch) return numbers;
		publishEvents.request.parse(batch);
		numbers.push(...numbersOf(batch));
		spool.acknowledge(batch.events.at(-1)?.number ?? 0);
	}
}

describe("a spool", () => {
	test("gives batches in order, each again until it is acknowledged", async (t) => {
		const spool = stage(t).open();
		putAll(spool, 2);
		const first = await spool.take();
		spool.put(event());
		assert.deepEqual(numbersOf(first), [1, 2]);
		assert.deepEqual(await spool.take(), first);
		spool.acknowledge(2);
		const second = await spool.take();
		assert.deepEqual([second?.after, numbersOf(second)], [2, [3]]);
		spool.acknowledge(3);
		assert.equal(await spool.take(), undefined);
		assert.deepEqual([spool.events, spool.bytes, spool.dropped], [0, 0, 0]);
	});

	test("goes on after a kill with the same epoch, the same batches and the next number", async (t) => {
		const { open } = stage(t);
		const before = open();
		putAll(before, 3);
		const taken = await before.take();
		putAll(before, 2);
		const after = open();
		assert.deepEqual(await after.take(), taken);
		assert.equal(after.put(event()), 6);
		after.acknowledge(3);
		const again = open();
		assert.deepEqual(await drain(again), [4, 5, 6]);
		const empty = open();
		assert.equal(empty.put(event()), 7);
		assert.equal((await empty.take())?.epoch, taken?.epoch);
	});

	test("makes batches that both ends take, of small and of large events", async (t) => {
		const spool = stage(t).open();
		putAll(spool, maxEventsPerBatch + 1);
		const text = "ü".repeat(maxEventCharacters - 1000);
		for (let i = 0; i < 10; i++) spool.put(event(text));
		const sizes: number[] = [];
		for (;;) {
			const batch = await spool.take();
			if (!batch) break;
			publishEvents.request.parse(batch);
			assert.ok(Buffer.byteLength(JSON.stringify(batch)) <= maxEventBatchBytes);
			sizes.push(batch.events.length);
			spool.acknowledge(batch.events.at(-1)?.number ?? 0);
		}
		assert.equal(sizes[0], maxEventsPerBatch);
		assert.equal(
			sizes.reduce((sum, size) => sum + size, 0),
			maxEventsPerBatch + 11,
		);
	});

	test("refuses an event that no control plane would take, and uses no number for it", async (t) => {
		const spool = stage(t).open();
		assert.throws(() => spool.put(event("x".repeat(maxEventCharacters))), {
			code: "INPUT_TOO_LARGE",
		});
		assert.throws(() => spool.put({ ...event(), source: "" }), {
			code: "INPUT_INVALID",
		});
		assert.equal(spool.put(event()), 1);
	});

	test("resends from the number of a control plane that was restored from a backup", async (t) => {
		const spool = stage(t).open();
		putAll(spool, 5);
		await spool.take();
		spool.acknowledge(5);
		spool.put(event());
		assert.equal((await spool.take())?.after, 5);
		spool.acknowledge(2);
		const again = await spool.take();
		assert.deepEqual([again?.after, numbersOf(again)], [2, [6]]);
		spool.acknowledge(6);
		assert.equal(await spool.take(), undefined);
		assert.equal(spool.dropped, 0);
	});
});

describe("a full spool", () => {
	const bounds = { bytes: 1e9, events: 80 };

	test("drops the oldest events but those that may have been sent, and counts them", async (t) => {
		const { open, files } = stage(t, bounds);
		const spool = open();
		putAll(spool, 10);
		const sent = await spool.take();
		putAll(spool, 390);
		assert.ok(spool.events <= bounds.events);
		assert.equal(spool.dropped, 400 - spool.events);
		assert.ok(files().length <= 10);
		const { dropped } = spool;
		const again = open();
		assert.equal(again.dropped, dropped);
		const resent = await again.take();
		assert.deepEqual(numbersOf(resent), numbersOf(sent));
		assert.equal(resent?.dropped, dropped);
		const left = await drain(again);
		assert.deepEqual(left.slice(0, 10), numbersOf(sent));
		assert.equal(left.at(-1), 400);
		assert.equal(left.length + dropped, 400);
		assert.equal(open().dropped, dropped);
	});

	test("counts bytes too, and obeys a bound that was lowered", async (t) => {
		const { open } = stage(t, { bytes: 50_000, events: 1e6 });
		const spool = open();
		for (let i = 0; i < 100; i++) spool.put(event("x".repeat(1000)));
		assert.ok(spool.bytes <= 50_000);
		assert.equal(spool.events + spool.dropped, 100);
		const lower = open({ bounds: { bytes: 20_000, events: 1e6 } });
		lower.put(event());
		assert.ok(lower.bytes <= 20_000);
		assert.equal(lower.events + lower.dropped, 101);
	});

	test("whatever happens, each number is received once, waits, or is counted as dropped", async (t) => {
		await fc.assert(
			fc.asyncProperty(
				fc.array(
					fc.oneof(
						fc.record({ act: fc.constant("put"), count: fc.nat({ max: 40 }) }),
						fc.record({
							act: fc.constantFrom("send", "lose the reply", "kill"),
							count: fc.constant(1),
						}),
					),
					{ maxLength: 30 },
				),
				async (acts) => {
					const { open } = stage(t, { bytes: 1e9, events: 40 });
					let spool = open();
					let committed = 0;
					let put = 0;
					const received: number[] = [];
					for (const { act, count } of acts) {
						if (act === "put") {
							putAll(spool, count);
							put += count;
						} else if (act === "kill") spool = open();
						else {
							const batch = await spool.take();
							if (!batch) continue;
							const added = newEvents(
								publishEvents.request.parse(batch),
								committed,
							);
							received.push(...added.events.map(({ number }) => number));
							committed = added.committed;
							if (act === "send") spool.acknowledge(committed);
						}
					}
					received.push(...(await drainFrom(spool, committed)));
					assert.deepEqual(
						received,
						[...new Set(received)].sort((a, b) => a - b),
					);
					assert.equal(received.length + spool.dropped, put);
				},
			),
			{ numRuns: 60 },
		);
	});
});

async function drainFrom(spool: Spool, from: number): Promise<number[]> {
	const numbers: number[] = [];
	let committed = from;
	for (let batches = 0; ; batches++) {
		assert.ok(batches < 1000, "batches come to an end");
		const batch = await spool.take();
		if (!batch) return numbers;
		const added = newEvents(batch, committed);
		numbers.push(...added.events.map(({ number }) => number));
		committed = added.committed;
		spool.acknowledge(committed);
	}
}

describe("a damaged spool", () => {
	test("removes a line that was cut off, whose number is free", async (t) => {
		const { folder, files, open } = stage(t);
		putAll(open(), 3);
		const file = join(folder, files()[0] ?? "");
		writeFileSync(file, readFileSync(file, "utf8").slice(0, -5));
		const spool = open();
		assert.deepEqual([spool.events, spool.dropped], [2, 0]);
		assert.equal(spool.put(event()), 3);
		assert.deepEqual(await drain(spool), [1, 2, 3]);
	});

	test("counts a line that cannot be read as dropped, and does not use its number again", async (t) => {
		const { folder, files, open } = stage(t);
		putAll(open(), 3);
		const file = join(folder, files()[0] ?? "");
		const lines = readFileSync(file, "utf8").split("\n");
		const damaged = lines.map((line, i) => (i > 0 ? line.toUpperCase() : line));
		writeFileSync(file, damaged.join("\n"));
		const spool = open();
		assert.deepEqual([spool.events, spool.dropped], [1, 2]);
		assert.equal(spool.put(event()), 4);
		assert.deepEqual(await drain(spool), [1, 4]);
	});

	test("begins a new epoch when its state is lost, and counts what waited as dropped", async (t) => {
		const { folder, files, open } = stage(t);
		const before = open();
		putAll(before, 3);
		const epoch = (await before.take())?.epoch;
		for (const lose of [
			() => rmSync(join(folder, "state.json")),
			() => writeFileSync(join(folder, "state.json"), '{"version":1'),
		]) {
			lose();
			const spool = open();
			assert.deepEqual([spool.events, files()], [0, []]);
			putAll(spool, 3);
			const batch = await spool.take();
			assert.notEqual(batch?.epoch, epoch);
			assert.deepEqual([batch?.dropped, numbersOf(batch)], [3, [4, 5, 6]]);
		}
	});

	test("begins a new epoch when the control plane knows numbers that it never gave", async (t) => {
		const spool = stage(t).open();
		putAll(spool, 3);
		const epoch = (await spool.take())?.epoch;
		spool.acknowledge(9);
		spool.put(event());
		const batch = await spool.take();
		assert.notEqual(batch?.epoch, epoch);
		assert.deepEqual([batch?.dropped, numbersOf(batch)], [3, [4]]);
	});

	test("forgets files of an epoch that ended", async (t) => {
		const { folder, open } = stage(t);
		const first = `${newId("epoch")}-0000000000000001.events`;
		putAll(open(), 1);
		writeFileSync(join(folder, first), "left behind", { mode: 0o600 });
		const spool = open();
		assert.deepEqual(await drain(spool), [1]);
		assert.ok(!readdirSync(folder).includes(first));
	});

	test("says that a write failed, and loses nothing that is there", async (t) => {
		const { folder, open } = stage(t);
		const real = createDiskSpoolFiles(folder);
		let isFull = false;
		const spool = open({
			files: {
				...real,
				append(name, text) {
					if (!isFull) return real.append(name, text);
					real.append(name, text.slice(0, 10));
					throw new Error("ENOSPC: no space left on device");
				},
			},
		});
		putAll(spool, 2);
		isFull = true;
		assert.throws(() => spool.put(event()), /ENOSPC/);
		assert.throws(() => spool.put(event()), /ENOSPC/);
		isFull = false;
		assert.equal(spool.put(event()), 3);
		assert.deepEqual(await drain(open()), [1, 2, 3]);
	});
});
