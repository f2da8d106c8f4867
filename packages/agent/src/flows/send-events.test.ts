import assert from "node:assert/strict";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
	AppError,
	type EventBatch,
	type EventsCommitted,
	newEvents,
} from "@quarterdeck/contract";
import {
	createJobRunner,
	createMetrics,
	createNewId,
	silentLog,
	systemClock,
} from "@quarterdeck/runtime";
import {
	createHandClock,
	type Ending,
	tempDir,
	until,
} from "@quarterdeck/testkit";
import { openSpool } from "../rooms/spool/spool.wiring.ts";
import { createSendEventsJob } from "./send-events.job.ts";

/** A job that runs, over a real spool and a receiver that does what it is told. */
function stage(t: Ending) {
	const clock = createHandClock();
	const spool = openSpool({
		stateDir: join(tempDir(t), "state"),
		bounds: { bytes: 1e9, events: 1e6 },
		newId: createNewId(systemClock),
		log: silentLog,
	});
	const received: number[] = [];
	const batches: EventBatch[] = [];
	const listeners = new Set<() => void>();
	let committed = 0;
	const world = {
		isConnected: true,
		/** What becomes of the next batches; then they are committed. */
		failures: [] as (Error | "reply lost")[],
		connect() {
			world.isConnected = true;
			for (const listener of listeners) listener();
		},
	};
	async function send(batch: EventBatch): Promise<EventsCommitted> {
		batches.push(batch);
		const failure = world.failures.shift();
		if (failure instanceof Error) throw failure;
		const added = newEvents(batch, committed);
		received.push(...added.events.map(({ number }) => number));
		committed = added.committed;
		if (failure) throw new AppError("BUS_UNAVAILABLE", { reason: failure });
		return { committed };
	}
	const jobs = createJobRunner({
		clock,
		log: silentLog,
		metrics: createMetrics({ processMetrics: false }),
	});
	jobs.start(
		createSendEventsJob({
			spool,
			log: silentLog,
			receiver: {
				isConnected: () => world.isConnected,
				onConnected(listener) {
					listeners.add(listener);
					return () => listeners.delete(listener);
				},
				send,
			},
		}),
	);
	t.after(() => jobs.stop());
	return {
		clock,
		spool,
		world,
		received,
		batches,
		put: (text: string) =>
			spool.put({
				at: "2026-11-22T10:00:00.000Z",
				source: "agent",
				kind: "test",
				data: { text },
			}),
		arrives: (...numbers: readonly number[]) =>
			until(
				async () => {
					await clock.wind(1000);
					return received.join() === numbers.join() && spool.events === 0;
				},
				{ what: `${numbers.join()} are acknowledged` },
			),
	};
}

describe("events", () => {
	test("are sent soon after they were put, those in quick succession together", async (t) => {
		const { put, arrives, batches } = stage(t);
		put("a");
		put("b");
		await arrives(1, 2);
		assert.equal(batches.length, 1);
		put("c");
		await arrives(1, 2, 3);
	});

	test("wait for a connection, and are sent when there is one", async (t) => {
		const { clock, world, put, arrives, batches } = stage(t);
		world.isConnected = false;
		put("a");
		await clock.wind(60_000);
		assert.equal(batches.length, 0);
		world.connect();
		await arrives(1);
	});

	test("are sent again, as they were, when the reply was lost", async (t) => {
		const { world, put, arrives, batches } = stage(t);
		world.failures = ["reply lost"];
		put("a");
		await arrives(1);
		assert.equal(batches.length, 2);
		assert.deepEqual(batches[0], batches[1]);
	});

	test("that the control plane will never take are dropped and counted, and those behind them go on", async (t) => {
		const { clock, world, spool, put, arrives } = stage(t);
		world.failures = [
			new AppError("INPUT_INVALID", { field: "events", reason: "too new" }),
		];
		put("a");
		await until(
			async () => {
				await clock.wind(1000);
				return spool.dropped === 1;
			},
			{ what: "the first is dropped" },
		);
		put("b");
		await arrives(2);
		assert.equal(spool.dropped, 1);
	});
});
