import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, type TestContext, test } from "node:test";
import {
	AppError,
	inControlPlane,
	type Order,
	type OrderAct,
	partWindowBytes,
} from "@quarterdeck/contract";
import { createLog } from "@quarterdeck/runtime";
import { startTestNats, until } from "@quarterdeck/testkit";
import { z } from "zod";
import { addressOf, inMs, startBusFixture, testOrder } from "../bus-fixture.ts";
import { encodeJson, wireHeaders } from "../codec.ts";
import { createCountingMeter } from "../counting-meter.ts";
import { dial } from "../line/dial.ts";
import {
	OrderDeadline,
	OrderStopped,
	OrderUnanswered,
} from "./order-errors.ts";
import type { OrderHandler } from "./order-server.ts";

type TestHandler = OrderHandler<{ n: number }, { done: boolean }>;

/** One organisation, one agent that answers the test order, and the control plane. */
async function startPair(t: TestContext, handler?: TestHandler) {
	const fixture = await startBusFixture(t, startTestNats);
	const org = await fixture.organisation();
	const meters = { bus: createCountingMeter(), link: createCountingMeter() };
	const lines: string[] = [];
	const log = createLog({
		process: "test",
		level: "debug",
		write: (line) => lines.push(line),
	});
	const bus = await fixture.bus({
		meter: meters.bus,
		settings: { orders: { graceMs: 300 } },
	});
	const link = await fixture.link(org, "agt-1", { meter: meters.link, log });
	if (handler) {
		link.serve(testOrder, handler);
		await link.flush();
	}
	return {
		...fixture,
		org,
		bus,
		link,
		to: addressOf(org, "agt-1"),
		meters,
		lines,
	};
}

/** The control plane's user, by hand: sends acts and hears the parts. */
async function rawControlPlane(
	t: TestContext,
	pair: Awaited<ReturnType<typeof startPair>>,
) {
	const connection = await dial({
		server: pair.server.url,
		name: "raw",
		credential: pair.keys.controlPlaneCredential,
		inboxPrefix: "_INBOX_controlplane",
	});
	t.after(() => connection.close());
	const parts: {
		kind: string;
		number: number;
		text: string;
		correlation: string;
	}[] = [];
	connection.subscribe("up.*.*.r.*", {
		callback: (_, msg) => {
			parts.push({
				kind: msg.headers?.get("Qd-Kind") ?? "",
				number: Number(msg.headers?.get("Qd-Part")),
				text: msg.string().slice(0, 200),
				correlation: msg.subject.split(".").at(-1) ?? "",
			});
		},
	});
	await connection.flush();
	const { account, inst } = pair.to;
	return {
		connection,
		parts,
		send(
			act: OrderAct,
			correlation: string,
			payload: Uint8Array,
			more: Record<string, string> = {},
		) {
			const subject = inControlPlane.order(
				account,
				inst,
				testOrder.name,
				act,
				correlation,
			);
			connection.publish(subject, payload, { headers: wireHeaders(more) });
		},
	};
}

const remaining = { "Qd-Remaining-Ms": "10000" };

describe("an order", () => {
	test("that comes twice runs once, while it runs and after it ended", async (t) => {
		let runs = 0;
		const mayEnd = Promise.withResolvers<void>();
		const pair = await startPair(t, async () => {
			runs += 1;
			await mayEnd.promise;
			return { done: true };
		});
		const cp = await rawControlPlane(t, pair);
		for (let i = 0; i < 3; i++)
			cp.send("do", "c1", encodeJson({ n: 1 }), remaining);
		await until(
			() => cp.parts.filter((part) => part.kind === "accepted").length === 3,
		);
		mayEnd.resolve();
		await until(() => cp.parts.some((part) => part.kind === "end"));
		cp.send("do", "c1", encodeJson({ n: 1 }), remaining);
		await until(
			() => cp.parts.filter((part) => part.kind === "end").length === 2,
		);
		cp.send("ack", "c1", Buffer.from("1 1"));
		cp.send("do", "c1", encodeJson({ n: 1 }), remaining);
		await until(
			() => cp.parts.filter((part) => part.kind === "end").length === 3,
		);
		assert.equal(runs, 1);
	});

	test("that comes again with other words is refused, before and after its end", async (t) => {
		let runs = 0;
		const pair = await startPair(t, async () => {
			runs += 1;
			return { done: true };
		});
		const cp = await rawControlPlane(t, pair);
		cp.send("do", "c1", encodeJson({ n: 1 }), remaining);
		await until(() => cp.parts.some((part) => part.kind === "end"));
		for (const ack of ["", "1 1"]) {
			cp.parts.length = 0;
			if (ack) cp.send("ack", "c1", Buffer.from(ack));
			cp.send("do", "c1", encodeJson({ n: 2 }), remaining);
			const [part] = await until(() =>
				cp.parts.length > 0 ? cp.parts : undefined,
			);
			assert.equal(part?.kind, "refused");
			assert.match(part?.text ?? "", /COMMAND_REPEATED/);
		}
		assert.equal(runs, 1);
	});

	test("whose handler refuses is refused in the same words; any other failure becomes INTERNAL with a reference in the log", async (t) => {
		const pair = await startPair(t, async ({ request }) => {
			if (request.n === 1)
				throw new AppError("PLUGIN_UNKNOWN", {
					cluster: "eu",
					plugin: "helm",
					hint: "",
				});
			throw new Error("the secret cause");
		});
		const order = (n: number) =>
			pair.bus.order(
				pair.to,
				testOrder,
				{ n },
				{ correlation: `c${n}`, deadlineAt: inMs(5000) },
			);
		await assert.rejects(order(1), {
			code: "PLUGIN_UNKNOWN",
			facts: { cluster: "eu", plugin: "helm", hint: "" },
		});
		const error = await order(2).catch((thrown: AppError) => thrown);
		assert.ok(error instanceof AppError && error.code === "INTERNAL");
		assert.match(error.ref ?? "", /^err_/);
		const line = pair.lines.find((text) => text.includes(error.ref ?? "-"));
		assert.match(line ?? "", /the secret cause/);
	});

	test("nobody answers is OrderUnanswered at the deadline", async (t) => {
		const pair = await startPair(t);
		const order = pair.bus.order(
			addressOf(pair.org, "agt-9"),
			testOrder,
			{ n: 1 },
			{
				correlation: "c1",
				deadlineAt: inMs(150),
			},
		);
		await assert.rejects(
			order,
			(error) => error instanceof OrderUnanswered && !error.accepted,
		);
	});

	test("with a deadline in the past is not sent at all", async (t) => {
		let runs = 0;
		const pair = await startPair(t, async () => {
			runs += 1;
			return { done: true };
		});
		const past = { correlation: "c1", deadlineAt: inMs(-1000) };
		await assert.rejects(
			pair.bus.order(pair.to, testOrder, { n: 1 }, past),
			OrderUnanswered,
		);
		await pair.bus.flush();
		assert.equal(runs, 0);
	});

	test("that does not end in time is OrderDeadline, and its handler is told", async (t) => {
		const told = Promise.withResolvers<unknown>();
		const never = new Promise<never>(() => {});
		const pair = await startPair(t, async ({ signal }) => {
			signal.addEventListener("abort", () => told.resolve(signal.reason));
			return never;
		});
		const order = pair.bus.order(
			pair.to,
			testOrder,
			{ n: 1 },
			{
				correlation: "c1",
				deadlineAt: inMs(300),
			},
		);
		await assert.rejects(
			order,
			(error) => error instanceof OrderDeadline && error.accepted,
		);
		const reason = await told.promise;
		assert.ok(reason instanceof OrderStopped);
	});

	test("that is stopped tells its handler, and the end it still gives is heard", async (t) => {
		const pair = await startPair(t, async ({ signal, out }) => {
			await new Promise((resolve) =>
				signal.addEventListener("abort", resolve, { once: true }),
			);
			assert.ok(signal.reason instanceof OrderStopped);
			assert.equal(signal.reason.why, "stopped");
			await out.write({ kind: "stderr", bytes: Buffer.from("last words") });
			return { done: false };
		});
		const stop = new AbortController();
		let words = "";
		const order = pair.bus.order(
			pair.to,
			testOrder,
			{ n: 1 },
			{
				correlation: "c1",
				deadlineAt: inMs(5000),
				signal: stop.signal,
				onAccepted: () => stop.abort(new Error("not wanted")),
				onOutput: ({ kind, bytes }) => {
					words += `${kind}: ${Buffer.from(bytes)}`;
				},
			},
		);
		assert.deepEqual(await order, { done: false });
		assert.equal(words, "stderr: last words");
	});

	test("that is stopped before the agent is there rejects at once and is never run", async (t) => {
		const pair = await startPair(t);
		let runs = 0;
		const stop = new AbortController();
		const order = pair.bus.order(
			pair.to,
			testOrder,
			{ n: 1 },
			{
				correlation: "c1",
				deadlineAt: inMs(5000),
				signal: stop.signal,
			},
		);
		stop.abort(new Error("not wanted"));
		await assert.rejects(order, /not wanted/);
		pair.link.serve(testOrder, async () => {
			runs += 1;
			return { done: true };
		});
		await pair.link.flush();
		await pair.bus.order(
			pair.to,
			testOrder,
			{ n: 2 },
			{ correlation: "c2", deadlineAt: inMs(5000) },
		);
		assert.equal(runs, 1);
	});

	test("waits for an agent that comes later", async (t) => {
		const fixture = await startBusFixture(t, startTestNats);
		const org = await fixture.organisation();
		const bus = await fixture.bus();
		const order = bus.order(
			addressOf(org, "agt-1"),
			testOrder,
			{ n: 1 },
			{
				correlation: "c1",
				deadlineAt: inMs(10_000),
			},
		);
		const link = await fixture.link(org, "agt-1");
		link.serve(testOrder, async () => ({ done: true }));
		assert.deepEqual(await order, { done: true });
	});

	test("under a correlation that is open already, or is no token, is refused before it is sent", async (t) => {
		const pair = await startPair(t, async () => ({ done: true }));
		const give = (correlation: string, to = pair.to) =>
			pair.bus.order(
				to,
				testOrder,
				{ n: 1 },
				{ correlation, deadlineAt: inMs(5000) },
			);
		const one = give("c1");
		await assert.rejects(give("c1"), { code: "COMMAND_REPEATED" });
		await one;
		for (const bad of ["", "a.b", "*", ">", "a b", "x".repeat(65)])
			await assert.rejects(give(bad), /token/);
		for (const inst of ["*", ">", "a.b", ""])
			await assert.rejects(give("c2", { ...pair.to, inst }), /address/);
	});

	test("too large for a message is refused at once", async (t) => {
		const pair = await startPair(t);
		const large: Order<{ text: string }, { text: string }> = {
			kind: "order",
			name: "large",
			request: z.object({ text: z.string() }),
			end: z.object({ text: z.string() }),
			idempotent: true,
		};
		const text = "x".repeat(1_100_000);
		const order = (request: { text: string }) =>
			pair.bus.order(pair.to, large, request, {
				correlation: "c1",
				deadlineAt: inMs(5000),
			});
		await assert.rejects(order({ text }), { code: "INPUT_TOO_LARGE" });
		pair.link.serve(large, async () => ({ text }));
		await pair.link.flush();
		await assert.rejects(order({ text: "" }), { code: "INPUT_TOO_LARGE" });
	});

	test("at a link that closes is stopped and refused as AGENT_STOPPING", async (t) => {
		const pair = await startPair(t, async ({ signal }) => {
			await new Promise((resolve) =>
				signal.addEventListener("abort", resolve, { once: true }),
			);
			throw signal.reason;
		});
		const order = pair.bus.order(
			pair.to,
			testOrder,
			{ n: 1 },
			{
				correlation: "c1",
				deadlineAt: inMs(5000),
				onAccepted: () => void pair.link.close(),
			},
		);
		await assert.rejects(order, { code: "AGENT_STOPPING" });
	});

	test("beyond the number an agent holds is refused as busy", async (t) => {
		const fixture = await startBusFixture(t, startTestNats);
		const org = await fixture.organisation();
		const bus = await fixture.bus();
		const link = await fixture.link(org, "agt-1", {
			settings: { orders: { maxOrders: 2 } },
		});
		const mayEnd = Promise.withResolvers<void>();
		link.serve(testOrder, async () => {
			await mayEnd.promise;
			return { done: true };
		});
		await link.flush();
		let accepted = 0;
		const give = (n: number) =>
			bus.order(
				addressOf(org, "agt-1"),
				testOrder,
				{ n },
				{
					correlation: `c${n}`,
					deadlineAt: inMs(5000),
					onAccepted: () => {
						accepted += 1;
					},
				},
			);
		const open = [give(1), give(2)];
		await until(() => accepted === 2);
		await assert.rejects(give(3), { code: "AGENT_BUSY" });
		mayEnd.resolve();
		await Promise.all(open);
	});
});

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
		const told = Promise.withResolvers<void>();
		const pair = await startPair(t, async ({ signal, out }) => {
			signal.addEventListener("abort", () => told.resolve());
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
		await told.promise;
	});

	test("that misses a part is asked for it, and a part that comes twice counts once", async (t) => {
		const pair = await startPair(t);
		const agent = await dial({
			server: pair.server.url,
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

	test("whose orderer is gone is given up after a while, with a warning", async (t) => {
		const fixture = await startBusFixture(t, startTestNats);
		const org = await fixture.organisation();
		const lines: string[] = [];
		const log = createLog({
			process: "t",
			level: "warn",
			write: (line) => lines.push(line),
		});
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
		const { connection } = await rawOf(fixture, t);
		const subject = inControlPlane.order(
			org.accountId,
			"agt-1",
			"test",
			"do",
			"c1",
		);
		connection.publish(subject, encodeJson({ n: 1 }), {
			headers: wireHeaders(remaining),
		});
		await until(() => ended && lines.some((line) => line.includes("given up")));
	});
});

async function rawOf(
	fixture: {
		readonly server: { readonly url: string };
		readonly keys: {
			readonly controlPlaneCredential: { jwt: string; seed: string };
		};
	},
	t: TestContext,
) {
	const connection = await dial({
		server: fixture.server.url,
		name: "raw",
		credential: fixture.keys.controlPlaneCredential,
		inboxPrefix: "_INBOX_controlplane",
	});
	t.after(() => connection.close());
	return { connection };
}

describe("garbage", () => {
	test("is counted and dropped, and both ends go on working", async (t) => {
		const pair = await startPair(t, async () => ({ done: true }));
		const cp = await rawControlPlane(t, pair);
		pair.bus.hear(
			{ kind: "tell", name: "say", body: z.object({ n: z.number() }) },
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
			name: "raw",
			credential: pair.credential(pair.org, "agt-2"),
			inboxPrefix: "_INBOX.agt-2",
		});
		t.after(() => agent.close());
		for (const bytes of junk) {
			for (const act of ["do", "ack"] as const)
				cp.send(act, "c9", bytes, remaining);
			agent.publish("up.agt-2.hb.say", bytes, { headers: wireHeaders() });
			agent.publish("up.agt-2.hb.say", bytes);
			agent.publish("up.agt-2.r.c1", bytes, {
				headers: wireHeaders({ "Qd-Part": "-1", "Qd-Kind": "end" }),
			});
		}
		cp.send("do", "c8", encodeJson({ n: 1 }), { "Qd-Remaining-Ms": "soon" });
		cp.send("do", "c7", encodeJson({ n: 1 }), {
			...remaining,
			"Qd-Protocol": "99",
		});
		cp.send("what" as OrderAct, "c6", encodeJson({ n: 1 }), remaining);
		cp.send("ack", "c1", Buffer.from("99999999 99999999"));
		await until(
			() =>
				cp.parts.filter((part) => part.kind === "refused").length ===
				junk.length + 2,
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
