import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
	type EventBatch,
	eventBatchSchema,
	maxEventCharacters,
	maxEventsPerBatch,
	newEvents,
} from "./agent-event.ts";
import { formatId } from "./ids.ts";

const epoch = formatId("epoch", 0, new Uint8Array(10));
const at = "2026-11-22T10:00:00.000Z";

function batchOf(after: number, numbers: readonly number[]): EventBatch {
	return {
		epoch,
		after,
		dropped: 0,
		events: numbers.map((number) => ({
			number,
			at,
			source: "agent",
			kind: "test",
			data: {},
		})),
	};
}

const numbersOf = (events: readonly { readonly number: number }[]) =>
	events.map(({ number }) => number);

describe("a batch of events", () => {
	test("is accepted when its numbers grow from above `after`, with or without gaps", () => {
		for (const [after, numbers] of [
			[0, [1, 2, 3]],
			[7, [8]],
			[7, [10, 12]],
		] as const)
			assert.ok(eventBatchSchema.safeParse(batchOf(after, numbers)).success);
	});

	test("is refused when it is empty, too long, out of order, or one event is too large", () => {
		const tooMany = Array.from(
			{ length: maxEventsPerBatch + 1 },
			(_, i) => i + 1,
		);
		const large = batchOf(0, [1]);
		const text = "x".repeat(maxEventCharacters);
		for (const bad of [
			batchOf(0, []),
			batchOf(0, tooMany),
			batchOf(0, [2, 1]),
			batchOf(0, [1, 1]),
			batchOf(3, [3]),
			{ ...large, events: [{ ...large.events[0], data: { text } }] },
			{ ...large, epoch: "epo_1" },
		])
			assert.equal(eventBatchSchema.safeParse(bad).success, false);
	});
});

describe("what a batch adds", () => {
	test("is all of it, the part that is not known yet, or nothing", () => {
		const batch = batchOf(2, [3, 4, 6]);
		assert.deepEqual(numbersOf(newEvents(batch, 2).events), [3, 4, 6]);
		assert.deepEqual(numbersOf(newEvents(batch, 4).events), [6]);
		assert.deepEqual(newEvents(batch, 6), { events: [], committed: 6 });
		assert.deepEqual(newEvents(batch, 9), { events: [], committed: 9 });
	});

	test("is nothing when it leaves out what the receiver does not have", () => {
		assert.deepEqual(newEvents(batchOf(5, [6]), 4), {
			events: [],
			committed: 4,
		});
	});

	test("comes out once and in order, whatever is repeated or overtaken on the way", () => {
		fc.assert(
			fc.property(
				fc.integer({ min: 1, max: 40 }),
				fc.array(fc.tuple(fc.nat(40), fc.integer({ min: 1, max: 7 }))),
				(last, arrivals) => {
					const taken: number[] = [];
					let committed = 0;
					const receive = (batch: EventBatch) => {
						const added = newEvents(batch, committed);
						taken.push(...numbersOf(added.events));
						assert.ok(added.committed >= committed);
						committed = added.committed;
					};
					// Strays of earlier attempts, in any order, and then a sender that goes on from what was replied.
					for (const [after, size] of arrivals)
						receive(
							batchOf(
								after,
								Array.from({ length: size }, (_, i) => after + i + 1),
							),
						);
					const strays = committed;
					while (committed < last) receive(batchOf(committed, [committed + 1]));
					assert.deepEqual(
						taken,
						Array.from({ length: Math.max(strays, last) }, (_, i) => i + 1),
					);
				},
			),
		);
	});
});
