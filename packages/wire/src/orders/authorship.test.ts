import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import type { Msg } from "@nats-io/transport-node";
import { type Ask, inControlPlane, partHeaders } from "@quarterdeck/contract";
import { type Clock, systemClock } from "@quarterdeck/runtime";
import { createHandClock, startTestNats, until } from "@quarterdeck/testkit";
import { z } from "zod";
import {
	createOrderSeed,
	createOrganisationKeys,
	orderKeysOf,
	orderSignerOf,
} from "../auth/organisation-keys.ts";
import { inMs, startBusFixture, testOrder } from "../bus.fixture.ts";
import { encodeJson, wireHeaders } from "../codec.ts";
import { dial } from "../connection/dial.ts";
import {
	createControlPlaneTime,
	repeatableMs,
} from "../signing/control-plane-time.ts";
import { signedHeaders } from "../signing/message-signature.ts";
import { FinishedOrders } from "./finished-orders.ts";
import { rawControlPlane, startOrderPair } from "./order.fixture.ts";

const stranger = orderSignerOf(createOrganisationKeys());

/** Everything the agent hears from now on, and how to say it again as the owner of the bus. */
async function recorder(
	t: TestContext,
	pair: Awaited<ReturnType<typeof startOrderPair>>,
) {
	const raw = await dial({
		server: pair.server.url,
		trust: pair.trust,
		name: "recorder",
		credential: pair.credential(pair.org, "agt-1"),
		inboxPrefix: "_INBOX_x",
	});
	t.after(() => raw.close());
	const heard: Msg[] = [];
	raw.subscribe("cmd.agt-1.>", { callback: (_, msg) => void heard.push(msg) });
	await raw.flush();
	const owner = await rawControlPlane(t, pair);
	return {
		heard,
		owner,
		async sayAgain(match: string) {
			for (const msg of heard.filter(({ subject }) => subject.includes(match)))
				owner.connection.publish(
					msg.subject.replace("cmd.", `cmd.${pair.to.busAccount}.`),
					msg.data,
					msg.headers ? { headers: msg.headers } : {},
				);
			await owner.connection.flush();
		},
	};
}

const give = (
	pair: Awaited<ReturnType<typeof startOrderPair>>,
	correlation: string,
	n = 1,
) =>
	pair.bus.order(
		pair.to,
		testOrder,
		{ n },
		{ correlation, deadlineAt: inMs(20_000) },
	);

describe("an agent", () => {
	test("refuses what is unsigned, or signed by another organisation, and says so", async (t) => {
		let runs = 0;
		const pair = await startOrderPair(t, startTestNats, async () => {
			runs += 1;
			return { done: true };
		});
		const cp = await rawControlPlane(t, pair);
		const { busAccount, inst } = pair.to;
		const issuedAtMs = systemClock.now().getTime();
		const payload = encodeJson({ n: 1 });
		const spoiled = {
			unsigned: wireHeaders(),
			foreign: signedHeaders(stranger, {
				subject: "cmd.agt-1.test.do.foreign",
				payload,
				issuedAtMs,
				endsAtMs: issuedAtMs + 10_000,
			}),
		};
		for (const [correlation, headers] of Object.entries(spoiled))
			cp.connection.publish(
				inControlPlane.said(busAccount, inst, "test", "do", correlation),
				payload,
				{ headers },
			);
		await until(() => cp.parts.length === 2);
		for (const { kind, text } of cp.parts) {
			assert.equal(kind, "refused");
			assert.match(text, /ORDER_UNPROVEN/);
		}
		assert.equal(runs, 0);
		assert.ok((pair.meters.link.dropsByReason.unproven ?? 0) >= 2);
	});

	test("does not run again what it ran or refused, nor what a process before it heard", async (t) => {
		const ran: number[] = [];
		const handler = async ({ request }: { request: { n: number } }) => {
			ran.push(request.n);
			return { done: true };
		};
		const pair = await startOrderPair(t, startTestNats);
		const busy = await pair.link2({ maxOrders: 0 });
		busy.serve(testOrder, handler);
		await busy.flush();
		const record = await recorder(t, pair);
		await assert.rejects(give(pair, "busy"), { code: "AGENT_BUSY" });
		await record.sayAgain("do.busy");
		await until(
			() =>
				record.owner.parts.filter(({ kind }) => kind === "refused").length >= 2,
		);
		await busy.close();
		assert.deepEqual(ran, []);

		const first = await pair.link2({});
		first.serve(testOrder, handler);
		await first.flush();
		await give(pair, "c1", 1);
		await record.sayAgain("do.c1");
		await give(pair, "c2", 2);
		assert.deepEqual(ran, [1, 2]);
		await first.close();

		const second = await pair.link2({});
		second.serve(testOrder, handler);
		await second.flush();
		await record.sayAgain("do.");
		await give(pair, "c3", 3);
		assert.deepEqual(ran, [1, 2, 3]);
	});

	test("is not stopped by a stop of before, nor of another process", async (t) => {
		let stopped = 0;
		const mayEnd = Promise.withResolvers<void>();
		const pair = await startOrderPair(
			t,
			startTestNats,
			async ({ request, signal }) => {
				signal.addEventListener("abort", () => {
					stopped += 1;
				});
				if (request.n === 2) await mayEnd.promise;
				return { done: true };
			},
		);
		const record = await recorder(t, pair);
		const cp = await rawControlPlane(t, pair);
		const order = give(pair, "c2", 2);
		await until(() => cp.parts.some(({ kind }) => kind === "accepted"));
		cp.send("stop", "c1", new Uint8Array());
		cp.send("stop", "c2", new Uint8Array(), (headers) =>
			headers.set(partHeaders.responder, "another"),
		);
		await until(() =>
			record.heard.some(({ subject }) => subject.endsWith("stop.c2")),
		);
		for (const msg of record.heard)
			if (msg.subject.endsWith("stop.c1"))
				cp.connection.publish(
					inControlPlane.said(
						pair.to.busAccount,
						"agt-1",
						"test",
						"stop",
						"c2",
					),
					msg.data,
					msg.headers ? { headers: msg.headers } : {},
				);
		await cp.connection.flush();
		await give(pair, "c3", 3);
		assert.equal(stopped, 0);
		mayEnd.resolve();
		await order;
	});

	test("asks what time it is before it refuses an order as too old: its machine may have slept", async (t) => {
		let aheadMs = 0;
		const clock: Clock = {
			...systemClock,
			monotonicMs: () => systemClock.monotonicMs() + aheadMs,
			every: () => ({ cancel() {} }),
		};
		const fixture = await startBusFixture(t, startTestNats);
		const org = await fixture.organisation();
		let offsetMs = 0;
		const bus = await fixture.bus({
			clock: {
				...systemClock,
				now: () => new Date(systemClock.now().getTime() + offsetMs),
			},
		});
		const link = await fixture.link(org, "agt-1", { clock });
		link.serve(testOrder, async () => ({ done: true }));
		await link.flush();
		for (const [n, hours] of [0, 5, -5].entries()) {
			offsetMs = hours * 3_600_000;
			aheadMs += 2000;
			const end = await bus.order(
				{ busAccount: org.accountId, inst: "agt-1" },
				testOrder,
				{ n },
				{ correlation: `c${n}`, deadlineAt: inMs(offsetMs + 10_000) },
			);
			assert.deepEqual(end, { done: true });
		}
	});

	test("that was there before the control plane takes its first order", async (t) => {
		const fixture = await startBusFixture(t, startTestNats);
		const org = await fixture.organisation();
		const link = await fixture.link(org, "agt-1");
		link.serve(testOrder, async () => ({ done: true }));
		await link.flush();
		const bus = await fixture.bus();
		const end = await bus.order(
			{ busAccount: org.accountId, inst: "agt-1" },
			testOrder,
			{ n: 1 },
			{ correlation: "c1", deadlineAt: inMs(10_000) },
		);
		assert.deepEqual(end, { done: true });
	});

	test("obeys a new key from when an old one has named it, and the old one no more", async (t) => {
		const fixture = await startBusFixture(t, startTestNats);
		const org = await fixture.organisation();
		const newer = { orderSeeds: [createOrderSeed()] };
		let signer = orderSignerOf(org);
		const bus = await fixture.bus({ signerOf: async () => signer });
		const credential = fixture.credential(org, "agt-1");
		const link = await fixture.link(org, "agt-1", { credential });
		link.serve(testOrder, async () => ({ done: true }));
		await link.flush();
		const order = (correlation: string) =>
			bus.order(
				{ busAccount: org.accountId, inst: "agt-1" },
				testOrder,
				{ n: 1 },
				{ correlation, deadlineAt: inMs(10_000) },
			);
		await order("c1");
		await link.useCredential({
			...credential,
			orderKeys: orderKeysOf(newer),
		});
		await assert.rejects(order("c2"), { code: "ORDER_UNPROVEN" });
		signer = orderSignerOf(newer);
		await order("c3");
	});
});

const double: Ask<{ n: number }, { n: number }> = {
	kind: "ask",
	name: "double",
	request: z.object({ n: z.number() }),
	reply: z.object({ n: z.number() }),
	deadlineMs: 1500,
	idempotent: true,
};

describe("a reply", () => {
	test("counts only for the question it was given to, by whoever holds the key", async (t) => {
		const pair = await startOrderPair(t, startTestNats);
		pair.bus.answer(double, async (_, { n }) => ({ n: n * 2 }));
		await pair.bus.flush();
		const record = await recorder(t, pair);
		assert.deepEqual(await pair.link.ask(double, { n: 1 }), { n: 2 });
		const old = await until(() =>
			record.heard.find(({ subject }) => subject.includes("double.reply")),
		);
		// The owner of the bus is faster than the control plane: unsigned, foreign, and the reply of before.
		const owner = record.owner.connection;
		owner.subscribe("up.*.*.ask.double", {
			callback: (_, { subject, headers }) => {
				const [, account = "", inst = ""] = subject.split(".");
				const nonce = headers?.get(partHeaders.nonce) ?? "";
				const to = [account, inst, "double", "reply", nonce] as const;
				const payload = encodeJson({ n: 666 });
				const more = { [partHeaders.kind]: "end" };
				const issuedAtMs = systemClock.now().getTime();
				const about = {
					subject: `cmd.agt-1.double.reply.${nonce}`,
					issuedAtMs,
					endsAtMs: issuedAtMs + 10_000,
				};
				for (const [bytes, forged] of [
					[payload, wireHeaders(more)],
					[payload, signedHeaders(stranger, { ...about, payload, more })],
					[old.data, old.headers],
				] as const)
					owner.publish(
						inControlPlane.said(...to),
						bytes,
						forged ? { headers: forged } : {},
					);
			},
		});
		await owner.flush();
		assert.deepEqual(await pair.link.ask(double, { n: 2 }), { n: 4 });
		await pair.bus.close();
		await assert.rejects(pair.link.ask(double, { n: 3 }), {
			code: "REPLY_UNPROVEN",
		});
	});
});

describe("the control plane's time", () => {
	test("lets through what was said since the agent began, for half a minute", async () => {
		const clock = createHandClock();
		const time = createControlPlaneTime(clock);
		const fresh = (issuedAtMs: number) => time.isFresh({ issuedAtMs });
		assert.equal(fresh(1_000_000), false, "the time is not known");
		await clock.wind(100);
		const sentMs = clock.monotonicMs();
		await clock.wind(50);
		const receivedMs = clock.monotonicMs();
		time.learn({ issuedAtMs: 1_000_000, sentMs, receivedMs });
		assert.equal(time.untilMs(1_000_500), 500);
		assert.equal(fresh(1_000_000), true);
		assert.equal(fresh(999_900), true, "as old as the agent");
		assert.equal(fresh(999_899), false, "older than the agent");
		assert.equal(fresh(1_005_050), true, "a replica's clock is ahead");
		assert.equal(fresh(1_005_051), false);
		await clock.wind(30_000);
		assert.equal(fresh(1_000_000), true);
		await clock.wind(1);
		assert.equal(fresh(1_000_000), false);
	});
});

describe("the memory of orders", () => {
	test("forgets none that could be said again, and is full rather than that", async () => {
		const clock = createHandClock();
		const orders = new FinishedOrders(clock);
		for (let n = 0; n < 5000; n++) orders.remember(`c${n}`, "d", undefined);
		assert.equal(orders.isFull(), true);
		orders.remember("refused", "d", undefined);
		assert.equal(orders.digest("c0"), "d");
		await clock.wind(repeatableMs + 1);
		assert.equal(orders.isFull(), false);
		orders.remember("c5000", "d", undefined);
		assert.equal(orders.digest("c0"), undefined);
		assert.equal(orders.digest("c4999"), "d");
		for (let n = 0; n < 20_000; n++) orders.remember(`r${n}`, "d", undefined);
		assert.equal(orders.digest("r9000"), undefined, "bounded even so");
		assert.equal(orders.digest("r19999"), "d");
	});
});
