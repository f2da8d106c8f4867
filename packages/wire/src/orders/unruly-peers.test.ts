import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import type { OrderAct } from "@quarterdeck/contract";
import { startTestNats, until } from "@quarterdeck/testkit";
import { z } from "zod";
import { addressOf, inMs, startBusFixture, testOrder } from "../bus.fixture.ts";
import { encodeJson, wireHeaders } from "../codec.ts";
import { dial } from "../connection/dial.ts";
import {
	rawControlPlane,
	startOrderPair,
	type TestHandler,
} from "./order.fixture.ts";

const startPair = (t: TestContext, handler?: TestHandler) =>
	startOrderPair(t, startTestNats, handler);

describe("garbage", () => {
	test("is counted and dropped, and both ends go on working", async (t) => {
		const pair = await startPair(t, async () => ({ done: true }));
		const cp = await rawControlPlane(t, pair);
		pair.bus.subscribe(
			{ kind: "report", name: "say", body: z.object({ n: z.number() }) },
			() => assert.fail("heard garbage"),
		);
		await pair.bus.flush();
		const junk = [
			new Uint8Array(),
			Buffer.from("{"),
			Buffer.from('{"n":"1"}'),
			Buffer.from([0xff, 0xfe]),
			Buffer.from("null"),
			new Uint8Array(1_010_000),
			Buffer.from("[".repeat(100_000)),
		];
		const agent = await dial({
			server: pair.server.url,
			trust: pair.trust,
			name: "raw",
			credential: pair.credential(pair.org, "agt-2"),
			inboxPrefix: "_INBOX.agt-2",
		});
		t.after(() => agent.close());
		for (const bytes of junk) {
			for (const act of ["do", "ack"] as const) cp.send(act, "c9", bytes);
			agent.publish("up.agt-2.hb.say", bytes, { headers: wireHeaders() });
			agent.publish("up.agt-2.hb.say", bytes);
			agent.publish("up.agt-2.r.c1", bytes, {
				headers: wireHeaders({ "Qd-Part": "-1", "Qd-Kind": "end" }),
			});
		}
		cp.send("do", "c7", encodeJson({ n: 1 }), (headers) =>
			headers.set("Qd-Protocol", "99"),
		);
		cp.send("what" as OrderAct, "c6", encodeJson({ n: 1 }));
		cp.send("ack", "c1", Buffer.from("99999999 99999999"));
		await until(
			() =>
				cp.parts.filter((part) => part.kind === "refused").length ===
				junk.length + 1,
		);
		for (const part of cp.parts.filter((p) => p.kind === "refused"))
			assert.match(part.text, /INPUT_INVALID/);
		await agent.flush();
		const end = await pair.bus.order(
			pair.to,
			testOrder,
			{ n: 1 },
			{ correlation: "c1", deadlineAt: inMs(5000) },
		);
		assert.deepEqual(end, { done: true });
		const { bus, link } = pair.meters;
		assert.ok((bus.dropsByReason.malformed ?? 0) >= junk.length);
		assert.ok((bus.dropsByReason.protocol ?? 0) >= 1);
		assert.ok((bus.dropsByReason.oversized ?? 0) >= 1);
		assert.ok((link.dropsByReason.malformed ?? 0) >= junk.length);
		const warnings = pair.lines.filter((line) => line.includes("dropped"));
		assert.ok(
			warnings.length <= 2,
			"a flood of garbage must not flood the log",
		);
	});
});

describe("two processes of one agent", () => {
	test("share the orders: each runs once", async (t) => {
		const fixture = await startBusFixture(t, startTestNats);
		const org = await fixture.organisation();
		const bus = await fixture.bus();
		const credential = fixture.credential(org, "agt-1");
		const ran = new Map<number, number>();
		for (let i = 0; i < 2; i++) {
			const link = await fixture.link(org, "agt-1", { credential });
			link.serve(testOrder, async ({ request, out }) => {
				ran.set(request.n, (ran.get(request.n) ?? 0) + 1);
				await out.write({ kind: "stdout", bytes: Buffer.alloc(100_000) });
				return { done: true };
			});
			await link.flush();
		}
		const to = addressOf(org, "agt-1");
		for (let n = 0; n < 40; n++)
			await bus.order(
				to,
				testOrder,
				{ n },
				{ correlation: `c${n}`, deadlineAt: inMs(10_000) },
			);
		assert.deepEqual(
			[...ran.values()],
			Array.from({ length: 40 }, () => 1),
		);
	});

	test("that both were given an order do not mix their answers: the second is stopped", async (t) => {
		const fixture = await startBusFixture(t, startTestNats);
		const org = await fixture.organisation();
		const bus = await fixture.bus();
		const to = addressOf(org, "agt-1");
		const cp = await rawControlPlane(t, { ...fixture, org, to });
		const credential = fixture.credential(org, "agt-1");
		const running: string[] = [];
		const stopped: string[] = [];
		const mayEnd = Promise.withResolvers<void>();
		for (const name of ["one", "two"]) {
			const link = await fixture.link(org, "agt-1", { credential });
			link.serve(testOrder, async ({ out, signal }) => {
				running.push(name);
				signal.addEventListener("abort", () => {
					stopped.push(name);
				});
				await out.write({ kind: "stdout", bytes: Buffer.from(name) });
				await mayEnd.promise;
				await out.write({ kind: "stdout", bytes: Buffer.from(name) });
				return { done: true };
			});
			await link.flush();
		}
		let text = "";
		const order = bus.order(
			to,
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
		await until(() => text !== "");
		await until(() => {
			// Repeated until the queue hands it to the other process too.
			cp.send("do", "c1", encodeJson({ n: 1 }));
			return running.length === 2;
		});
		const [first = "", second] = running;
		await until(() => stopped.length === 1);
		mayEnd.resolve();
		assert.deepEqual(await order, { done: true });
		assert.equal(text, first + first);
		assert.deepEqual(stopped, [second]);
	});
});
