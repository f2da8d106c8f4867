import assert from "node:assert/strict";
import { describe, type TestContext, test } from "node:test";
import { AppError, type Order } from "@quarterdeck/contract";
import { type Clock, systemClock } from "@quarterdeck/runtime";
import { startTestNats, until } from "@quarterdeck/testkit";
import { z } from "zod";
import { addressOf, inMs, startBusFixture, testOrder } from "../bus.fixture.ts";
import { encodeJson } from "../codec.ts";
import {
	rawControlPlane,
	startOrderPair,
	type TestHandler,
} from "./order.fixture.ts";
import {
	OrderDeadline,
	OrderStopped,
	OrderUnanswered,
} from "./order-errors.ts";

const startPair = (t: TestContext, handler?: TestHandler) =>
	startOrderPair(t, startTestNats, handler);

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
		for (let i = 0; i < 3; i++) cp.send("do", "c1", encodeJson({ n: 1 }));
		await until(
			() => cp.parts.filter((part) => part.kind === "accepted").length === 3,
		);
		mayEnd.resolve();
		await until(() => cp.parts.some((part) => part.kind === "end"));
		cp.send("do", "c1", encodeJson({ n: 1 }));
		await until(
			() => cp.parts.filter((part) => part.kind === "end").length === 2,
		);
		cp.send("ack", "c1", Buffer.from("1 1"));
		cp.send("do", "c1", encodeJson({ n: 1 }));
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
		cp.send("do", "c1", encodeJson({ n: 1 }));
		await until(() => cp.parts.some((part) => part.kind === "end"));
		for (const ack of ["", "1 1"]) {
			cp.parts.length = 0;
			if (ack) cp.send("ack", "c1", Buffer.from(ack));
			cp.send("do", "c1", encodeJson({ n: 2 }));
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

	test("that does not end in time is OrderDeadline, and its handler is aborted", async (t) => {
		const aborted = Promise.withResolvers<unknown>();
		const never = new Promise<never>(() => {});
		const pair = await startPair(t, async ({ signal }) => {
			signal.addEventListener("abort", () => aborted.resolve(signal.reason));
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
		const reason = await aborted.promise;
		assert.ok(reason instanceof OrderStopped);
	});

	test("that is stopped aborts its handler, and the end it still gives arrives", async (t) => {
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
		// The server has seen the order and the stop before the agent listens.
		await pair.bus.flush();
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

	test("that was stopped before the agent came to it is not begun", async (t) => {
		let begun = 0;
		const pair = await startPair(t, async () => {
			begun += 1;
			return { done: true };
		});
		const cp = await rawControlPlane(t, pair);
		cp.send("do", "c1", encodeJson({ n: 1 }));
		cp.send("stop", "c1", new Uint8Array());
		await until(() => cp.parts.some(({ kind }) => kind === "refused"));
		assert.match(cp.parts.at(-1)?.text ?? "", /COMMAND_CANCELLED/);
		assert.equal(begun, 0);
	});

	test("counts its time on the agent's own clock, however wrong that is", async (t) => {
		const fixture = await startBusFixture(t, startTestNats);
		const org = await fixture.organisation();
		const bus = await fixture.bus();
		for (const [inst, minutes] of [
			["agt-1", 10],
			["agt-2", -10],
		] as const) {
			const skewed: Clock = {
				...systemClock,
				now: () => new Date(systemClock.now().getTime() + minutes * 60_000),
			};
			const link = await fixture.link(org, inst, { clock: skewed });
			let leftMs = 0;
			link.serve(testOrder, async ({ endsAtMs }) => {
				leftMs = endsAtMs - skewed.monotonicMs();
				return { done: true };
			});
			await link.flush();
			const end = await bus.order(
				addressOf(org, inst),
				testOrder,
				{ n: 1 },
				{ correlation: inst, deadlineAt: inMs(60_000) },
			);
			assert.deepEqual(end, { done: true });
			assert.ok(leftMs > 0 && leftMs <= 60_000, `${leftMs} ms left`);
		}
	});

	test("that waited while the process stood still has that much less time, and is not begun late", async (t) => {
		const fixture = await startBusFixture(t, startTestNats);
		const org = await fixture.organisation();
		const bus = await fixture.bus();
		let frozenMs = 0;
		// Its timers do not fire: whatever is read next is read behind the freeze.
		const clock: Clock = {
			...systemClock,
			monotonicMs: () => systemClock.monotonicMs() + frozenMs,
			every: () => ({ cancel() {} }),
		};
		const begun: number[] = [];
		for (const [inst, freezeMs] of [
			["agt-1", 13_000],
			["agt-2", 1000],
		] as const) {
			const link = await fixture.link(org, inst, { clock });
			link.serve(testOrder, async ({ endsAtMs }) => {
				begun.push(endsAtMs - clock.monotonicMs());
				return { done: true };
			});
			await link.flush();
			frozenMs += freezeMs;
			const given = bus.order(
				addressOf(org, inst),
				testOrder,
				{ n: 1 },
				{ correlation: inst, deadlineAt: inMs(6000) },
			);
			if (freezeMs > 6000) await assert.rejects(given, { code: "AGENT_LATE" });
			else assert.deepEqual(await given, { done: true });
		}
		assert.equal(begun.length, 1);
		const [leftMs = 0] = begun;
		assert.ok(leftMs > 0 && leftMs <= 5000, `${leftMs} ms left`);
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
