import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { NatsConnection } from "@nats-io/transport-node";
import type { Ask, Report } from "@quarterdeck/contract";
import { startTestNats, until } from "@quarterdeck/testkit";
import { z } from "zod";
import type { BusCredential } from "./auth/creds-file.ts";
import {
	addressOf,
	type BusFixture,
	inMs,
	testOrder as order,
	startBusFixture,
	type TestServer,
} from "./bus.fixture.ts";
import { encodeJson, wireHeaders } from "./codec.ts";
import { dial } from "./connection/dial.ts";

const say: Report<{ n: number }> = {
	kind: "report",
	name: "say",
	body: z.object({ n: z.number() }),
};
const who: Ask<object, { busAccount: string; inst: string }> = {
	kind: "ask",
	name: "who",
	request: z.object({}),
	reply: z.object({ busAccount: z.string(), inst: z.string() }),
	deadlineMs: 2000,
	idempotent: false,
};

/** A client that minds no rule of ours, and what the server complained about. */
async function rawClient(
	t: TestContext,
	{ server, trust }: Pick<BusFixture<TestServer>, "server" | "trust">,
	credential: BusCredential,
	inboxPrefix = "_INBOX_x",
) {
	const connection = await dial({
		server: server.url,
		trust,
		name: "raw",
		credential,
		inboxPrefix,
	});
	t.after(() => connection.close());
	const complaints: string[] = [];
	void (async () => {
		for await (const status of connection.status())
			if (status.type === "error") complaints.push(status.error.message);
	})();
	return { connection, complaints };
}

function eavesdrop(connection: NatsConnection, subjects: readonly string[]) {
	const heard: string[] = [];
	for (const subject of subjects)
		connection.subscribe(subject, {
			callback: (error, msg) => {
				if (!error) heard.push(msg.subject);
			},
		});
	return heard;
}

test("an agent hears nothing of another agent or organisation, whatever it subscribes", async (t) => {
	const fixture = await startBusFixture(t, startTestNats);
	const [mine, theirs] = [
		await fixture.organisation(),
		await fixture.organisation(),
	];
	const bus = await fixture.bus();
	const spies = [];
	for (const [org, inst] of [
		[mine, "agt-spy"],
		[theirs, "agt-1"],
		[theirs, "agt-spy"],
	] as const) {
		const { connection, complaints } = await rawClient(
			t,
			fixture,
			fixture.credential(org, inst),
		);
		const subjects = [
			">",
			"*.>",
			"up.>",
			"cmd.>",
			"cmd.*.>",
			"_INBOX.>",
			"_INBOX.agt-2.>",
			"cmd.agt-2.>",
			`cmd.${mine.accountId}.agt-1.>`,
			"$SYS.>",
			"_R_.>",
		];
		const heard = eavesdrop(connection, subjects);
		await connection.flush();
		await until(() => complaints.length >= subjects.length);
		spies.push(heard);
	}
	const victim = await fixture.link(mine, "agt-1");
	victim.serve(order, async () => ({ done: true }));
	await victim.flush();
	const to = addressOf(mine, "agt-1");
	await bus.order(
		to,
		order,
		{ n: 1 },
		{ correlation: "c1", deadlineAt: inMs(5000) },
	);
	bus.answer(who, async (from) => from);
	await bus.flush();
	assert.deepEqual(await victim.ask(who, {}), to);
	assert.deepEqual(spies, [[], [], []]);
});

test("an agent cannot speak for another agent of its organisation, nor for another organisation", async (t) => {
	const fixture = await startBusFixture(t, startTestNats);
	const [mine, theirs] = [
		await fixture.organisation(),
		await fixture.organisation(),
	];
	const bus = await fixture.bus();
	const heard: unknown[] = [];
	bus.subscribe(say, (from, { n }) =>
		heard.push([from.busAccount, from.inst, n]),
	);
	await bus.flush();
	const { connection, complaints } = await rawClient(
		t,
		fixture,
		fixture.credential(theirs, "agt-1"),
	);
	const forged = [
		"up.agt-2.hb.say",
		`up.${mine.accountId}.agt-1.hb.say`,
		`up.${theirs.accountId}.agt-1.hb.say`,
		"cmd.agt-1.run.do.x",
		"$SYS.REQ.CLAIMS.UPDATE",
		"_INBOX_controlplane.x",
		"_INBOX.agt-1.x",
	];
	for (const subject of forged)
		connection.publish(subject, encodeJson({ n: 1 }), {
			headers: wireHeaders(),
		});
	await until(() => complaints.length === forged.length);
	const honest = { headers: wireHeaders() };
	connection.publish("up.agt-1.hb.say", encodeJson({ n: 2 }), honest);
	await until(() => heard.length > 0);
	assert.deepEqual(heard, [[theirs.accountId, "agt-1", 2]]);
});

test("an answer from another organisation's agent of the same name does not count", async (t) => {
	const fixture = await startBusFixture(t, startTestNats);
	const [mine, theirs] = [
		await fixture.organisation(),
		await fixture.organisation(),
	];
	const bus = await fixture.bus();
	const victim = await fixture.link(mine, "agt-1");
	const mayEnd = Promise.withResolvers<void>();
	victim.serve(order, async () => {
		await mayEnd.promise;
		return { done: true };
	});
	await victim.flush();
	let accepted = false;
	const ended = bus.order(
		addressOf(mine, "agt-1"),
		order,
		{ n: 1 },
		{
			correlation: "c1",
			deadlineAt: inMs(10_000),
			onAccepted: () => {
				accepted = true;
			},
		},
	);
	await until(() => accepted);
	for (const org of [theirs, mine]) {
		const inst = org === mine ? "agt-2" : "agt-1";
		const { connection } = await rawClient(
			t,
			fixture,
			fixture.credential(org, inst),
		);
		const headers = wireHeaders({ "Qd-Part": "1", "Qd-Kind": "end" });
		connection.publish(`up.${inst}.r.c1`, encodeJson({ done: false }), {
			headers,
		});
		await connection.flush();
	}
	await bus.flush();
	mayEnd.resolve();
	assert.deepEqual(await ended, { done: true });
});

test("the control plane's users cannot do each other's work", async (t) => {
	const fixture = await startBusFixture(t, startTestNats);
	const { keys } = fixture;
	const cp = await rawClient(t, fixture, keys.controlPlaneCredential);
	const sys = await rawClient(t, fixture, keys.systemCredential);
	eavesdrop(cp.connection, ["$SYS.>", ">", "cmd.>"]);
	cp.connection.publish("up.x.y.hb.say");
	cp.connection.publish("_R_.abc");
	eavesdrop(sys.connection, ["up.>", ">", "$SYS.REQ.>"]);
	sys.connection.publish(`cmd.${keys.controlPlaneAccountId}.x.run.do.c`);
	await until(() => cp.complaints.length === 5 && sys.complaints.length === 4);
});
