import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, type TestContext, test } from "node:test";
import { partWindowBytes } from "@quarterdeck/contract";
import { createLog } from "@quarterdeck/runtime";
import { startTestNats, until } from "@quarterdeck/testkit";
import { addressOf, inMs, startBusFixture, testOrder } from "../bus.fixture.ts";
import { encodeJson, wireHeaders } from "../codec.ts";
import { dial } from "../connection/dial.ts";
import {
	rawControlPlane,
	startOrderPair,
	type TestHandler,
} from "./order.fixture.ts";
import { OrderDeadline } from "./order-errors.ts";

const startPair = (t: TestContext, handler?: TestHandler) =>
	startOrderPair(t, startTestNats, handler);

describe("an answer", () => {
	test("of many megabytes arrives whole and in order", async (t) => {
		const chunk = Buffer.alloc(1_000_003);
		const sent = createHash("sha256");
		const pair = await startPair(t, async ({ request, out }) => {
			for (let i = 0; i < request.n; i++) {
				// The same buffer again and again: what was written must not change under way.
				chunk.fill(i);
				sent.update(chunk);
				await out.write({ kind: i % 3 ? "stdout" : "stderr", bytes: chunk });
			}
			assert.equal(out.sentBytes, request.n * chunk.length);
			return { done: true };
		});
		const got = createHash("sha256");
		await pair.bus.order(
			pair.to,
			testOrder,
			{ n: 48 },
			{
				correlation: "c1",
				deadlineAt: inMs(60_000),
				onOutput: ({ bytes }) => void got.update(bytes),
			},
		);
		assert.equal(got.digest("hex"), sent.digest("hex"));
	});

	test("says how many are before it, in order and before its output; what cannot be read says nothing", async (t) => {
		const pair = await startPair(t, async ({ out }) => {
			out.wait({ before: 2 });
			out.wait({ before: -1 });
			out.wait({ before: 0 });
			await out.write({ kind: "stdout", bytes: Buffer.from("x") });
			return { done: true };
		});
		const heard: unknown[] = [];
		await pair.bus.order(
			pair.to,
			testOrder,
			{ n: 1 },
			{
				correlation: "c1",
				deadlineAt: inMs(10_000),
				onWaiting: ({ before }) => heard.push(before),
				onOutput: ({ bytes }) => void heard.push(Buffer.from(bytes).toString()),
			},
		);
		assert.deepEqual(heard, [2, 0, "x"]);
	});

	test("of writes that are not awaited keeps their order and comes before the end", async (t) => {
		const pair = await startPair(t, async ({ out }) => {
			for (let i = 0; i < 50; i++)
				void out.write({
					kind: "stdout",
					bytes: Buffer.from(`${i} `.repeat(20_000)),
				});
			return { done: true };
		});
		let text = "";
		await pair.bus.order(
			pair.to,
			testOrder,
			{ n: 1 },
			{
				correlation: "c1",
				deadlineAt: inMs(30_000),
				onOutput: ({ bytes }) => {
					text += Buffer.from(bytes).toString("latin1");
				},
			},
		);
		const order = [...new Set(text.trim().split(" "))];
		assert.deepEqual(
			order,
			Array.from({ length: 50 }, (_, i) => String(i)),
		);
	});

	test("waits for a slow listener: the agent is never more than a window ahead", async (t) => {
		const chunk = Buffer.alloc(65_536);
		const written: number[] = [];
		const pair = await startPair(t, async ({ out }) => {
			for (let i = 0; i < 100; i++) {
				await out.write({ kind: "stdout", bytes: chunk });
				written.push(out.sentBytes);
			}
			return { done: true };
		});
		const go = Promise.withResolvers<void>();
		let used = 0;
		let widest = 0;
		const order = pair.bus.order(
			pair.to,
			testOrder,
			{ n: 1 },
			{
				correlation: "c1",
				deadlineAt: inMs(30_000),
				onOutput: async ({ bytes }) => {
					await go.promise;
					widest = Math.max(widest, (written.at(-1) ?? 0) - used);
					used += bytes.length;
				},
			},
		);
		await until(() => (written.at(-1) ?? 0) === partWindowBytes);
		await pair.link.flush();
		assert.equal(written.at(-1), partWindowBytes);
		go.resolve();
		await order;
		assert.equal(used, 100 * chunk.length);
		// What is used but not yet acknowledged is the listener's slack: a quarter window and a part.
		assert.ok(widest <= partWindowBytes * 1.25 + 65_536, String(widest));
	});

	test("whose listener throws ends the order with that error and stops the agent", async (t) => {
		const aborted = Promise.withResolvers<void>();
		const pair = await startPair(t, async ({ signal, out }) => {
			signal.addEventListener("abort", () => aborted.resolve());
			for (;;)
				await out.write({ kind: "stdout", bytes: Buffer.alloc(100_000) });
		});
		const order = pair.bus.order(
			pair.to,
			testOrder,
			{ n: 1 },
			{
				correlation: "c1",
				deadlineAt: inMs(10_000),
				onOutput: () => {
					throw new Error("disk full");
				},
			},
		);
		await assert.rejects(order, /disk full/);
		await aborted.promise;
	});

	test("that misses a part is asked for it, and a part that comes twice counts once", async (t) => {
		const pair = await startPair(t);
		const agent = await dial({
			server: pair.server.url,
			trust: pair.trust,
			name: "raw",
			credential: pair.credential(pair.org, "agt-2"),
			inboxPrefix: "_INBOX.agt-2",
		});
		t.after(() => agent.close());
		const acks: string[] = [];
		const say = (number: number, kind: string, text: string) =>
			agent.publish("up.agt-2.r.c1", Buffer.from(text), {
				headers: wireHeaders({ "Qd-Part": String(number), "Qd-Kind": kind }),
			});
		agent.subscribe("cmd.agt-2.test.*.c1", {
			callback: (_, msg) => {
				if (msg.subject.includes(".do.")) {
					say(0, "accepted", "{}");
					say(1, "stdout", "a");
					say(1, "stdout", "a");
					say(3, "stdout", "c");
				} else acks.push(msg.string());
				if (msg.string().endsWith("again")) {
					say(2, "stdout", "b");
					say(3, "stdout", "c");
					say(2, "stdout", "b");
					say(4, "end", '{"done":true}');
				}
			},
		});
		await agent.flush();
		let text = "";
		await pair.bus.order(
			addressOf(pair.org, "agt-2"),
			testOrder,
			{ n: 1 },
			{
				correlation: "c1",
				deadlineAt: inMs(10_000),
				onOutput: ({ bytes }) => {
					text += Buffer.from(bytes);
				},
			},
		);
		assert.equal(text, "abc");
		await until(() => acks.includes("4 4"));
	});

	test("of an agent that minds no window is dropped, not stored", async (t) => {
		const pair = await startPair(t);
		const agent = await dial({
			server: pair.server.url,
			trust: pair.trust,
			name: "raw",
			credential: pair.credential(pair.org, "agt-2"),
			inboxPrefix: "_INBOX.agt-2",
		});
		t.after(() => agent.close());
		const part = new Uint8Array(131_072);
		const headersOf = (number: number, kind: string) => ({
			headers: wireHeaders({ "Qd-Part": String(number), "Qd-Kind": kind }),
		});
		agent.subscribe("cmd.agt-2.test.do.c1", {
			callback: () => {
				agent.publish(
					"up.agt-2.r.c1",
					Buffer.from("{}"),
					headersOf(0, "accepted"),
				);
				for (let i = 1; i <= 60; i++)
					agent.publish("up.agt-2.r.c1", part, headersOf(i, "stdout"));
				agent.publish(
					"up.agt-2.r.c1",
					new Uint8Array(200_000),
					headersOf(61, "stdout"),
				);
			},
		});
		await agent.flush();
		const never = Promise.withResolvers<void>();
		const order = pair.bus.order(
			addressOf(pair.org, "agt-2"),
			testOrder,
			{ n: 1 },
			{
				correlation: "c1",
				deadlineAt: inMs(700),
				onOutput: () => never.promise,
			},
		);
		await assert.rejects(order, OrderDeadline);
		const drops = pair.meters.bus.dropsByReason;
		assert.ok((drops.overflow ?? 0) >= 1);
		assert.ok((drops.malformed ?? 0) >= 1);
		never.resolve();
	});

	test("whose caller is gone is dropped after a while, with a warning", async (t) => {
		const fixture = await startBusFixture(t, startTestNats);
		const org = await fixture.organisation();
		const lines: string[] = [];
		const log = createLog({
			process: "t",
			level: "warn",
			write: (connection) => lines.push(connection),
		});
		await fixture.bus();
		const link = await fixture.link(org, "agt-1", {
			log,
			settings: { orders: { keepFinishedMs: 200, ackTimeoutMs: 50 } },
		});
		let ended = false;
		link.serve(testOrder, async () => {
			ended = true;
			return { done: true };
		});
		await link.flush();
		const to = addressOf(org, "agt-1");
		const cp = await rawControlPlane(t, { ...fixture, org, to });
		cp.send("do", "c1", encodeJson({ n: 1 }));
		await until(
			() =>
				ended &&
				lines.some((line) => line.includes("not acknowledged in time")),
		);
	});
});
