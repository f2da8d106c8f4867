import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
	AppError,
	type Ask,
	type EventBatch,
	type EventsCommitted,
	formatId,
	maxEventBatchBytes,
	maxEventBatchesPerSecond,
	maxEventCharacters,
	newEvents,
	publishEvents,
} from "@quarterdeck/contract";
import { systemClock } from "@quarterdeck/runtime";
import { createHandClock, startTestNats } from "@quarterdeck/testkit";
import { z } from "zod";
import { addressOf, startBusFixture } from "../bus.fixture.ts";
import type { AgentAddress } from "../orders/order-caller.ts";
import { receiveEvents } from "./receive-events.ts";
import { createEventSender } from "./send-events.ts";

const epoch = formatId("epoch", 0, new Uint8Array(10));

function batchOf(
	after: number,
	numbers: readonly number[],
	text = "",
): EventBatch {
	return {
		epoch,
		after,
		dropped: 0,
		events: numbers.map((number) => ({
			number,
			at: "2026-11-22T10:00:00.000Z",
			source: "agent",
			kind: "test",
			data: { text },
		})),
	};
}

/** Commits as a control plane does, to memory: each number of an epoch once. */
function createCommitted() {
	const numbers: number[] = [];
	let committed = 0;
	return {
		numbers,
		async commit(_: AgentAddress, batch: EventBatch): Promise<EventsCommitted> {
			const added = newEvents(batch, committed);
			numbers.push(...added.events.map(({ number }) => number));
			committed = added.committed;
			return { committed };
		},
	};
}

describe("events over a real bus", () => {
	async function startPair(t: Parameters<typeof startBusFixture>[0]) {
		const fixture = await startBusFixture(t, startTestNats);
		const org = await fixture.organisation();
		const bus = await fixture.bus();
		const link = await fixture.link(org, "agt-1");
		const sender = createEventSender({ link, clock: systemClock });
		return { fixture, org, bus, link, sender, clock: systemClock };
	}

	test("arrive in batches, from the agent that the server vouches for", async (t) => {
		const { bus, sender, org, clock } = await startPair(t);
		const store = createCommitted();
		const senders: AgentAddress[] = [];
		receiveEvents({
			bus,
			clock,
			commit: (from, batch) => {
				senders.push(from);
				return store.commit(from, batch);
			},
		});
		await bus.flush();
		assert.deepEqual(await sender.send(batchOf(0, [1, 2])), { committed: 2 });
		assert.deepEqual(await sender.send(batchOf(2, [3, 5])), { committed: 5 });
		assert.deepEqual(store.numbers, [1, 2, 3, 5]);
		assert.deepEqual(senders[0], addressOf(org, "agt-1"));
	});

	test("are sent again when the reply was lost, and are committed once", async (t) => {
		const { fixture, bus, sender, clock } = await startPair(t);
		const store = createCommitted();
		let arrivals = 0;
		receiveEvents({
			bus,
			clock,
			async commit(from, batch) {
				const reply = await store.commit(from, batch);
				arrivals += 1;
				if (arrivals === 1) {
					await fixture.server.kill();
					await fixture.server.restart();
				}
				return reply;
			},
		});
		await bus.flush();
		assert.deepEqual(await sender.send(batchOf(0, [1, 2, 3])), {
			committed: 3,
		});
		assert.ok(arrivals >= 2, "the batch arrived again");
		assert.deepEqual(store.numbers, [1, 2, 3]);
	});

	test("that come out of order are not committed until what is before them is", async (t) => {
		const { bus, link, sender, clock } = await startPair(t);
		const store = createCommitted();
		receiveEvents({ bus, clock, commit: store.commit });
		await bus.flush();
		const newer = batchOf(2, [3, 4]);
		assert.deepEqual(await link.ask(publishEvents, newer), { committed: 0 });
		assert.deepEqual(await sender.send(batchOf(0, [1, 2])), { committed: 2 });
		assert.deepEqual(await sender.send(newer), { committed: 4 });
		const late = await link.ask(publishEvents, batchOf(0, [1, 2]));
		assert.deepEqual(late, { committed: 4 });
		assert.deepEqual(store.numbers, [1, 2, 3, 4]);
	});

	test("that are too large are refused by the sender, and by the receiver of one that does not ask", async (t) => {
		const { bus, link, sender, clock } = await startPair(t);
		const store = createCommitted();
		receiveEvents({ bus, clock, commit: store.commit });
		await bus.flush();
		const text = "x".repeat(maxEventCharacters - 1000);
		const numbers = Array.from({ length: 10 }, (_, i) => i + 1);
		const large = batchOf(0, numbers, text);
		assert.ok(JSON.stringify(large).length > maxEventBatchBytes);
		await assert.rejects(sender.send(large), { code: "INPUT_TOO_LARGE" });

		const { maxRequestBytes: _, ...unbounded } = publishEvents;
		const lax: Ask<unknown, EventsCommitted> = {
			...unbounded,
			request: z.unknown(),
		};
		await assert.rejects(link.ask(lax, large), {
			code: "INPUT_TOO_LARGE",
			facts: {
				what: "The request events",
				limit: maxEventBatchBytes,
				hint: "",
			},
		});
		const oneLarge = batchOf(0, [1], "x".repeat(maxEventCharacters));
		await assert.rejects(link.ask(lax, oneLarge), { code: "INPUT_INVALID" });
		assert.deepEqual(store.numbers, []);
	});

	test("of a commit that failed are refused, and can be sent again", async (t) => {
		const { bus, sender, clock } = await startPair(t);
		const store = createCommitted();
		let isBroken = true;
		receiveEvents({
			bus,
			clock,
			async commit(from, batch) {
				if (isBroken)
					throw new AppError("DATABASE_UNAVAILABLE", { reason: "restarting" });
				return await store.commit(from, batch);
			},
		});
		await bus.flush();
		await assert.rejects(sender.send(batchOf(0, [1])), {
			code: "DATABASE_UNAVAILABLE",
		});
		isBroken = false;
		assert.deepEqual(await sender.send(batchOf(0, [1])), { committed: 1 });
		assert.deepEqual(store.numbers, [1]);
	});
});

describe("the rate of events", () => {
	test("is kept by the sender", async () => {
		const clock = createHandClock();
		const sentAtMs: number[] = [];
		const sender = createEventSender({
			clock,
			link: {
				ask: async (verb) => {
					sentAtMs.push(clock.monotonicMs());
					return verb.reply.parse({ committed: 1 });
				},
			},
		});
		const all = (async () => {
			for (let i = 0; i < 3; i++) await sender.send(batchOf(0, [1]));
		})();
		await clock.wind(1000);
		await all;
		const spacing = 1000 / maxEventBatchesPerSecond;
		assert.deepEqual(sentAtMs, [0, spacing, 2 * spacing]);
	});

	test("is lowered by the sender when the receiver asks it to wait", async () => {
		const clock = createHandClock();
		const sentAtMs: number[] = [];
		const sender = createEventSender({
			clock,
			link: {
				ask: async (verb) => {
					sentAtMs.push(clock.monotonicMs());
					if (sentAtMs.length === 1)
						throw new AppError("REQUESTS_TOO_MANY", { what: "x", seconds: 3 });
					return verb.reply.parse({ committed: 1 });
				},
			},
		});
		const sent = sender.send(batchOf(0, [1]));
		await assert.rejects(sender.send(batchOf(0, [1])), /under way/);
		await clock.wind(3000);
		assert.deepEqual(await sent, { committed: 1 });
		assert.deepEqual(sentAtMs, [0, 3000]);
	});

	test("is enforced by the receiver, for each agent apart", async () => {
		const clock = createHandClock();
		let answer: (from: AgentAddress) => Promise<unknown> = async () => {};
		receiveEvents({
			clock,
			bus: {
				answer: (verb, handler) => {
					answer = (from) => handler(from, verb.request.parse(batchOf(0, [1])));
				},
			},
			commit: async () => ({ committed: 1 }),
		});
		const one = { busAccount: "A1", inst: "agt-1" };
		const other = { busAccount: "A1", inst: "agt-2" };
		const burst = 3 * maxEventBatchesPerSecond;
		for (let i = 0; i < burst; i++) await answer(one);
		await assert.rejects(answer(one), { code: "REQUESTS_TOO_MANY" });
		await answer(other);
		await clock.wind(1000);
		for (let i = 0; i < maxEventBatchesPerSecond; i++) await answer(one);
		await assert.rejects(answer(one), { code: "REQUESTS_TOO_MANY" });
	});
});
