import assert from "node:assert/strict";
import { test } from "node:test";
import type { Ask, Report } from "@quarterdeck/contract";
import { systemClock } from "@quarterdeck/runtime";
import { startTestNats, until } from "@quarterdeck/testkit";
import { z } from "zod";
import { addressOf, inMs, startBusFixture, testOrder } from "../bus.fixture.ts";
import { encodeJson, wireHeaders } from "../codec.ts";
import { dial } from "../connection/dial.ts";
import { createCountingMeter } from "../meter.fixture.ts";

const beat: Report<{ n: number }> = {
	kind: "report",
	name: "beat",
	body: z.object({ n: z.number() }),
};
const tell: Ask<{ n: number }, { n: number }> = {
	kind: "ask",
	name: "tell",
	request: z.object({ n: z.number() }),
	reply: z.object({ n: z.number() }),
	deadlineMs: 10_000,
	idempotent: true,
};

test("an agent that floods the bus is read no faster than its rate, and the others have their turn", async (t) => {
	const fixture = await startBusFixture(t, startTestNats);
	const org = await fixture.organisation();
	const meter = createCountingMeter();
	// A clock that stands gives nobody a second turn, so the numbers are exact.
	const clock = { ...systemClock, monotonicMs: () => 0 };
	const bus = await fixture.bus({ clock, meter });
	const heard: Record<string, number> = {};
	const count = (what: string) => {
		heard[what] = (heard[what] ?? 0) + 1;
	};
	bus.subscribe(beat, ({ inst }) => count(`beat of ${inst}`));
	bus.answer(tell, async ({ inst }, { n }) => {
		count(`tell of ${inst}`);
		return { n };
	});
	await bus.flush();
	const quiet = await fixture.link(org, "agt-1");
	const agent = await dial({
		server: fixture.server.url,
		trust: fixture.trust,
		name: "raw",
		credential: fixture.credential(org, "agt-2"),
		inboxPrefix: "_INBOX.agt-2",
	});
	t.after(() => agent.close());
	const bytes = encodeJson({ n: 1 });
	for (let i = 0; i < 3000; i++) {
		agent.publish("up.agt-2.hb.beat", bytes, { headers: wireHeaders() });
		const headers = wireHeaders({ "Qd-Nonce": `nonce-${i}-of-the-flood` });
		agent.publish("up.agt-2.ask.tell", bytes, { headers });
	}
	await agent.flush();
	quiet.publish(beat, { n: 1 });
	assert.deepEqual(await quiet.ask(tell, { n: 7 }), { n: 7 });
	await until(() => heard["beat of agt-1"] === 1);
	assert.deepEqual(heard, {
		"beat of agt-2": 50,
		"tell of agt-2": 100,
		"beat of agt-1": 1,
		"tell of agt-1": 1,
	});
	assert.equal(meter.dropsByReason.overflow, 2950 + 2900);
});

test("an agent that repeats the end of an order is sent away no more often than its rate", async (t) => {
	const fixture = await startBusFixture(t, startTestNats);
	const org = await fixture.organisation();
	const meter = createCountingMeter();
	const clock = { ...systemClock, monotonicMs: () => 0 };
	const bus = await fixture.bus({ clock, meter });
	const agent = await dial({
		server: fixture.server.url,
		trust: fixture.trust,
		name: "raw",
		credential: fixture.credential(org, "agt-2"),
		inboxPrefix: "_INBOX.agt-2",
	});
	t.after(() => agent.close());
	const say = (number: number, kind: string, payload: Uint8Array) => {
		const headers = wireHeaders({ "Qd-Part": `${number}`, "Qd-Kind": kind });
		agent.publish("up.agt-2.r.c1", payload, { headers });
	};
	const end = encodeJson({ done: true });
	agent.subscribe("cmd.agt-2.test.do.*", {
		callback() {
			say(0, "accepted", encodeJson({}));
			say(1, "end", end);
		},
	});
	let acks = 0;
	agent.subscribe("cmd.agt-2.test.ack.*", {
		callback() {
			acks += 1;
		},
	});
	await agent.flush();
	const to = addressOf(org, "agt-2");
	const options = { correlation: "c1", deadlineAt: inMs(10_000) };
	await bus.order(to, testOrder, { n: 1 }, options);
	for (let i = 0; i < 3000; i++) say(1, "end", end);
	await until(() => meter.dropsByReason.overflow === 2500);
	await bus.flush();
	await agent.flush();
	assert.ok(acks >= 500 && acks <= 502, `${acks} acks`);
});
