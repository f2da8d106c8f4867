import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { describe, type TestContext, test } from "node:test";
import { AppError, type Ask } from "@quarterdeck/contract";
import { createLog, silentLog, systemClock } from "@quarterdeck/runtime";
import { startTestNats, until } from "@quarterdeck/testkit";
import { z } from "zod";
import type {
	AgentLink,
	AgentLinkRequest,
} from "../agent/connect-agent-link.ts";
import { connectEnrolment } from "../agent/connect-enrolment.ts";
import { decodeJwt } from "../auth/jwt.ts";
import { nkeyFromSeed } from "../auth/nkey.ts";
import {
	agentJwt,
	enrolmentCredential,
	orderKeysOf,
} from "../auth/organisation-keys.ts";
import type { Bus } from "../bus/connect-bus.ts";
import { addressOf, inMs, startBusFixture, testOrder } from "../bus.fixture.ts";
import { encodeJson } from "../codec.ts";
import { createCountingMeter } from "../meter.fixture.ts";
import { dial } from "./dial.ts";

const double: Ask<{ n: number }, { n: number }> = {
	kind: "ask",
	name: "double",
	request: z.object({ n: z.number() }),
	reply: z.object({ n: z.number() }),
	deadlineMs: 10_000,
	idempotent: true,
};

async function startPair(t: TestContext) {
	const fixture = await startBusFixture(t, startTestNats);
	const org = await fixture.organisation();
	const meters = { bus: createCountingMeter(), link: createCountingMeter() };
	const bus = await fixture.bus({ meter: meters.bus });
	const link = await fixture.link(org, "agt-1", { meter: meters.link });
	const to = addressOf(org, "agt-1");
	return {
		...fixture,
		org,
		bus,
		link,
		meters,
		to,
		bus2: () => fixture.bus(),
		link2: (n: number, request: Partial<AgentLinkRequest> = {}) =>
			fixture.link(org, `agt-${n}`, request),
	};
}

/** Streams `chunks` pieces of 200 000 bytes and calls `disturb` at each of the given chunk counts, in the middle of it. */
async function streamThrough(
	pair: { bus: Bus; link: AgentLink; to: ReturnType<typeof addressOf> },
	chunks: number,
	disturb: ReadonlyMap<number, () => Promise<void>>,
) {
	const sent = createHash("sha256");
	let runs = 0;
	pair.link.serve(testOrder, async ({ out }) => {
		runs += 1;
		for (let i = 0; i < chunks; i++) {
			const bytes = Buffer.alloc(200_000, `${i} `);
			sent.update(bytes);
			await out.write({ kind: "stdout", bytes });
		}
		return { done: true };
	});
	await pair.link.flush();
	const got = createHash("sha256");
	let used = 0;
	const disturbances: Promise<void>[] = [];
	const left = new Map(disturb);
	await pair.bus.order(
		pair.to,
		testOrder,
		{ n: 1 },
		{
			correlation: "c1",
			deadlineAt: inMs(60_000),
			onOutput: ({ bytes }) => {
				got.update(bytes);
				used += bytes.length;
				for (const [at, act] of left)
					if (used > at * 200_000) {
						left.delete(at);
						disturbances.push(act());
					}
			},
		},
	);
	await Promise.all(disturbances);
	assert.equal(used, chunks * 200_000);
	assert.equal(got.digest("hex"), sent.digest("hex"));
	assert.equal(left.size, 0);
	assert.equal(runs, 1);
}

describe("a server that is killed and restarted", () => {
	test("in the middle of a large answer loses nothing and doubles nothing", async (t) => {
		const pair = await startPair(t);
		const kill = async () => {
			await pair.server.kill();
			await pair.server.restart();
		};
		await streamThrough(
			pair,
			200,
			new Map([
				[10, kill],
				[70, kill],
				[150, kill],
			]),
		);
		assert.ok(pair.meters.link.counts.resent > 0);
		assert.ok(pair.meters.bus.counts.reconnected >= 3);
	});

	test("has its agents back within five seconds, also when it was away for a while", async (t) => {
		const pair = await startPair(t);
		const links = [pair.link];
		for (let i = 2; i <= 10; i++) links.push(await pair.link2(i));
		let tries = 0;
		pair.link.onState(({ state }) => {
			if (state === "reconnecting") tries += 1;
		});
		await pair.server.kill();
		await until(() => tries >= 7);
		await pair.server.restart();
		await until(() => links.every(({ state }) => state.state === "connected"));
		await until(() => pair.bus.state.state === "connected");
	});

	test("delays an order and a question that were given meanwhile, and loses neither", async (t) => {
		const pair = await startPair(t);
		pair.link.serve(testOrder, async () => ({ done: true }));
		pair.bus.answer(double, async (_, { n }) => ({ n: n * 2 }));
		await pair.bus.flush();
		await pair.server.kill();
		await until(() => pair.bus.state.state === "reconnecting");
		await until(() => pair.link.state.state === "reconnecting");
		const order = pair.bus.order(
			pair.to,
			testOrder,
			{ n: 1 },
			{
				correlation: "c1",
				deadlineAt: inMs(20_000),
			},
		);
		const question = pair.link.ask(double, { n: 4 });
		await pair.server.restart();
		assert.deepEqual(await order, { done: true });
		assert.deepEqual(await question, { n: 8 });
	});

	test("repeats a question that was under way when it may be repeated, and only then", async (t) => {
		const pair = await startPair(t);
		const asked: string[] = [];
		const first = Promise.withResolvers<void>();
		for (const name of ["may", "mayNot"])
			pair.bus.answer({ ...double, name }, async (_, { n }) => {
				asked.push(name);
				if (asked.length === 2) first.resolve();
				// The first time the answer would come when the connection is gone.
				if (asked.length <= 2) await new Promise<never>(() => {});
				return { n };
			});
		await pair.bus.flush();
		const may = pair.link.ask({ ...double, name: "may" }, { n: 1 });
		const mayNot = pair.link.ask(
			{ ...double, name: "mayNot", idempotent: false },
			{ n: 1 },
		);
		const refused = assert.rejects(mayNot, { code: "BUS_UNAVAILABLE" });
		await first.promise;
		await pair.server.kill();
		await refused;
		await pair.server.restart();
		assert.deepEqual(await may, { n: 1 });
		assert.deepEqual(asked.sort(), ["may", "may", "mayNot"]);
	});

	test("ends a wait for it when the connection is closed or the question is no longer wanted", async (t) => {
		const pair = await startPair(t);
		await pair.server.kill();
		await until(() => pair.link.state.state === "reconnecting");
		const stop = new AbortController();
		const question = pair.link.ask(double, { n: 4 }, { signal: stop.signal });
		stop.abort(new Error("enough"));
		await assert.rejects(question, /enough/);
		const waiting = pair.link.connected();
		await Promise.all([assert.rejects(waiting, /closed/), pair.link.close()]);
		assert.equal(pair.link.state.state, "closed");
		const order = pair.bus.order(
			pair.to,
			testOrder,
			{ n: 1 },
			{
				correlation: "c1",
				deadlineAt: inMs(20_000),
			},
		);
		await Promise.all([
			assert.rejects(order, { code: "BUS_UNAVAILABLE" }),
			pair.bus.close(),
		]);
	});
});

describe("a connection that is cut", () => {
	test("at either end, again and again, loses nothing of an answer and doubles nothing", async (t) => {
		const pair = await startPair(t);
		const system = await dial({
			server: pair.server.url,
			trust: pair.trust,
			name: "system",
			credential: pair.keys.systemCredential,
			inboxPrefix: "_INBOX_system",
		});
		t.after(() => system.close());
		const serverId = system.info?.server_id ?? "";
		const cut = (name: string) => async () => {
			const ask = async (what: string, body: object) =>
				(
					await system.request(
						`$SYS.REQ.SERVER.${serverId}.${what}`,
						encodeJson(body),
						{ timeout: 5000 },
					)
				).json<{
					data?: { connections?: { cid: number; name?: string }[] };
				}>();
			const list = await ask("CONNZ", { auth: true });
			const found = list.data?.connections?.find((one) => one.name === name);
			if (found) await ask("KICK", { cid: found.cid });
		};
		const [agent, controlPlane] = [cut("agt-1"), cut("controlplane")];
		await streamThrough(
			pair,
			150,
			new Map([
				[5, agent],
				[20, controlPlane],
				[40, agent],
				[60, controlPlane],
				[100, agent],
				[101, controlPlane],
			]),
		);
		assert.ok(pair.meters.link.counts.reconnected >= 1);
		assert.ok(pair.meters.bus.counts.reconnected >= 1);
	});
});

describe("a credential", () => {
	test("is renewed in the middle of an answer without the link ever being away, also past the old one's end", async (t) => {
		const pair = await startPair(t);
		const short = pair.credential(pair.org, "agt-2", 2500);
		const link = await pair.link2(2, { credential: short });
		const states: string[] = [];
		link.onState(({ state }) => states.push(state));
		const old = decodeJwt(short.jwt);
		const renew = async () => {
			void link.useCredential({
				jwt: agentJwt({
					keys: pair.org,
					inst: "agt-2",
					userKey: nkeyFromSeed(short.seed).id,
					issuedAt: systemClock.now(),
					expiresAt: inMs(60_000),
				}),
			});
		};
		const to = addressOf(pair.org, "agt-2");
		await streamThrough(
			{ bus: pair.bus, link, to },
			60,
			new Map([[10, renew]]),
		);
		await until(() => states.includes("connected"));
		const overAtMs = (old.exp ?? 0) * 1000 + 1500;
		await until(() => systemClock.now().getTime() > overAtMs);
		pair.bus.answer(double, async (_, { n }) => ({ n: n * 2 }));
		await pair.bus.flush();
		assert.deepEqual(await link.ask(double, { n: 2 }), { n: 4 });
		assert.deepEqual(states, ["connected"]);
	});

	test("that ended makes the state rejected and is tried again slowly", async (t) => {
		const pair = await startPair(t);
		const credential = pair.credential(pair.org, "agt-2", -10_000);
		const link = await pair.link2(2, { credential });
		const states: string[] = [];
		link.onState(({ state }) => states.push(state));
		assert.equal(link.state.state, "rejected");
		assert.equal(
			link.publish({ kind: "report", name: "x", body: z.object({}) }, {}),
			false,
		);
		await assert.rejects(link.ask({ ...double, deadlineMs: 300 }, { n: 1 }), {
			code: "BUS_UNAVAILABLE",
		});
		assert.deepEqual(states, []);
	});

	test("that was made for another key or another agent is refused before it is tried", async (t) => {
		const pair = await startPair(t);
		const other = pair.credential(pair.org, "agt-2");
		assert.throws(() => pair.link.useCredential({ jwt: other.jwt }), /seed/);
		assert.throws(() => pair.link.useCredential(other), /another agent/);
		const mine = pair.credential(pair.org, "agt-1");
		await assert.rejects(pair.link2(3, { credential: mine }), /another agent/);
	});

	test("of a join token is refused as such when the bus does not know it", async (t) => {
		const pair = await startPair(t);
		const request = {
			keys: pair.org,
			inst: "jtk-1",
			issuedAt: systemClock.now(),
		};
		const connect = (expiresAt: Date, servers = [pair.server.url]) =>
			connectEnrolment({
				servers,
				trust: pair.trust,
				inst: "jtk-1",
				credential: enrolmentCredential({ ...request, expiresAt }),
				orderKeys: orderKeysOf(pair.org),
				log: silentLog,
				clock: systemClock,
			});
		await assert.rejects(connect(inMs(-5000)), { code: "JOIN_TOKEN_INVALID" });
		await assert.rejects(connect(inMs(5000), ["nats://127.0.0.1:1"]), {
			code: "BUS_UNAVAILABLE",
		});
		const enrolment = await connect(inMs(5000));
		await enrolment.close();
	});
});

test("a question nobody answers ends at its deadline, and one that fails is refused in the same words", async (t) => {
	const pair = await startPair(t);
	await assert.rejects(
		pair.link.ask({ ...double, deadlineMs: 300 }, { n: 1 }),
		{ code: "BUS_UNAVAILABLE" },
	);
	pair.bus.answer(double, async () => {
		throw new AppError("JOIN_TOKEN_USED", { cluster: "eu" });
	});
	await pair.bus.flush();
	await assert.rejects(pair.link.ask(double, { n: 1 }), {
		code: "JOIN_TOKEN_USED",
		facts: { cluster: "eu" },
	});
});

test("of two control planes one answers a question and both receive a report", async (t) => {
	const pair = await startPair(t);
	const second = await pair.bus2();
	const answers: string[] = [];
	const heard: string[] = [];
	for (const [name, bus] of [
		["one", pair.bus],
		["two", second],
	] as const) {
		bus.answer(double, async (_, { n }) => {
			answers.push(name);
			return { n };
		});
		bus.subscribe({ kind: "report", name: "say", body: z.object({}) }, () =>
			heard.push(name),
		);
		await bus.flush();
	}
	for (let n = 0; n < 20; n++) await pair.link.ask(double, { n });
	assert.equal(answers.length, 20);
	pair.link.publish({ kind: "report", name: "say", body: z.object({}) }, {});
	await until(() => heard.length === 2);
	pair.link.serve(testOrder, async () => ({ done: true }));
	await pair.link.flush();
	for (const [i, bus] of [pair.bus, second].entries())
		assert.deepEqual(
			await bus.order(
				pair.to,
				testOrder,
				{ n: 1 },
				{ correlation: `c${i}`, deadlineAt: inMs(5000) },
			),
			{ done: true },
		);
});

test("a listener that throws is reported and takes nothing down", async (t) => {
	const lines: string[] = [];
	const log = createLog({
		process: "t",
		level: "error",
		write: (connection) => lines.push(connection),
	});
	const fixture = await startBusFixture(t, startTestNats);
	const org = await fixture.organisation();
	const bus = await fixture.bus({ log });
	let heard = 0;
	bus.subscribe({ kind: "report", name: "say", body: z.object({}) }, () => {
		heard += 1;
		throw new Error("a listener's own fault");
	});
	await bus.flush();
	const link = await fixture.link(org, "agt-1");
	for (let i = 1; i <= 3; i++) {
		link.publish({ kind: "report", name: "say", body: z.object({}) }, {});
		await until(() => heard === i);
	}
	assert.equal(bus.state.state, "connected");
	assert.match(lines[0] ?? "", /own fault/);
});
