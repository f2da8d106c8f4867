import assert from "node:assert/strict";
import { type TestContext, test } from "node:test";
import type { Msg, NatsConnection } from "@nats-io/transport-node";
import {
	agentVerbs,
	type ControlPlaneAct,
	fetchTime,
	inControlPlane,
	inOrganisation,
	orderActs,
	partHeaders,
} from "@quarterdeck/contract";
import { systemClock } from "@quarterdeck/runtime";
import { startTestNats, until } from "@quarterdeck/testkit";
import { z } from "zod";
import type { BusCredential } from "./auth/creds-file.ts";
import {
	createOrganisationKeys,
	enrolmentCredential,
	orderSignerOf,
} from "./auth/organisation-keys.ts";
import {
	addressOf,
	type BusFixture,
	inMs,
	startBusFixture,
	testOrder,
} from "./bus.fixture.ts";
import { encodeJson, wireHeaders } from "./codec.ts";
import { dial } from "./connection/dial.ts";
import { signedHeaders } from "./signing/message-signature.ts";

/*
 * Every subject that the verbs make, tried by everyone who is not the control plane. Subjects come from the verbs themselves: a new verb
 * is in here without being named.
 */

const mine = "agt-mine";
const victim = "agt-victim";
const token = "jtk-unused";
const nonce = "n".repeat(22);
const acts: readonly ControlPlaneAct[] = [...orderActs, "reply"];

/** What a credential for `inst` could publish or hear: as an agent sees it, and as the control plane does. */
function subjectsOf(inst: string, busAccount: string) {
	const up = agentVerbs.flatMap(({ kind, name }) => {
		if (kind === "report") return [inOrganisation.report(inst, name)];
		if (kind === "ask") return [inOrganisation.ask(inst, name)];
		return [inOrganisation.answer(inst, nonce)];
	});
	const cmd = agentVerbs.flatMap(({ name }) =>
		acts.flatMap((act) => [
			inOrganisation.heard(inst, name, act, nonce),
			inControlPlane.said(busAccount, inst, name, act, nonce),
		]),
	);
	return {
		up: [...new Set(up)],
		foreignUp: up.map((subject) => subject.replace("up.", `up.${busAccount}.`)),
		cmd: [...new Set(cmd)],
	};
}

const serverSubjects = (busAccount: string) => [
	"$SYS.REQ.CLAIMS.UPDATE",
	"$SYS.REQ.CLAIMS.DELETE",
	"$SYS.REQ.SERVER.PING",
	`$SYS.REQ.ACCOUNT.${busAccount}.CONNZ`,
	"$JS.API.INFO",
	"$JS.API.STREAM.CREATE.x",
	"$KV.x.y",
	"_R_.x",
	"_INBOX.x",
	`_INBOX.${mine}.x`,
	`_INBOX.${victim}.x`,
	"_INBOX_controlplane.x",
	"_INBOX_system.x",
	"up",
	"cmd",
	"x",
];

/** A client that minds no rule of ours. */
async function intruder(
	t: TestContext,
	{
		server,
		trust,
	}: Pick<BusFixture<{ readonly url: string }>, "server" | "trust">,
	credential: BusCredential,
) {
	const connection = await dial({
		server: server.url,
		trust,
		name: "intruder",
		credential,
		inboxPrefix: "_INBOX_x",
	});
	t.after(() => connection.close());
	const refused: string[] = [];
	void (async () => {
		for await (const status of connection.status())
			if (status.type === "error") refused.push(status.error.message);
	})();
	/** The subjects of these that the server takes. */
	async function allowed(
		subjects: readonly string[],
		act: (subject: string) => void,
	): Promise<string[]> {
		refused.length = 0;
		// Refusals come in order: when the last subject, which nobody may use, is refused, all were.
		for (const subject of [...subjects, "last"]) act(subject);
		await until(() => refused.some((why) => why.includes('"last"')));
		return subjects.filter(
			(subject) => !refused.some((why) => why.includes(`"${subject}"`)),
		);
	}
	return { connection, allowed };
}

async function stage(t: TestContext) {
	const fixture = await startBusFixture(t, startTestNats);
	const org = await fixture.organisation();
	const bus = await fixture.bus();
	const acted: string[] = [];
	const link = await fixture.link(org, victim);
	const running = Promise.withResolvers<void>();
	const mayEnd = Promise.withResolvers<void>();
	link.serve(testOrder, async ({ signal }) => {
		acted.push("ran");
		signal.addEventListener("abort", () => acted.push("stopped"));
		running.resolve();
		await mayEnd.promise;
		return { done: true };
	});
	const any = z.unknown();
	for (const verb of agentVerbs)
		if (verb.kind === "order")
			link.serve({ ...verb, request: any, end: any }, async () => {
				acted.push(verb.name);
				return {};
			});
		else if (verb.kind === "ask" && verb !== fetchTime)
			bus.answer({ ...verb, request: any, reply: any }, async () => ({}));
	await link.flush();
	await bus.flush();
	const order = bus.order(
		addressOf(org, victim),
		testOrder,
		{ n: 1 },
		{ correlation: nonce, deadlineAt: inMs(60_000) },
	);
	await running.promise;
	assert.deepEqual(acted.splice(0), ["ran"]);
	const enrolling = enrolmentCredential({
		keys: org,
		inst: token,
		issuedAt: systemClock.now(),
		expiresAt: inMs(60_000),
	});
	const agent = await intruder(t, fixture, fixture.credential(org, mine));
	const joining = await intruder(t, fixture, enrolling);
	return { fixture, org, bus, link, acted, order, mayEnd, agent, joining };
}

const signsItself = wireHeaders({ [partHeaders.nonce]: nonce });

test("an agent's credential and an unused join token may publish and hear exactly what the verbs need", async (t) => {
	const { org, agent, joining, order, mayEnd } = await stage(t);
	const { accountId } = org;
	const every = [mine, victim, token].flatMap((inst) => {
		const { up, foreignUp, cmd } = subjectsOf(inst, accountId);
		return [...up, ...foreignUp, ...cmd];
	});
	const subjects = [...every, ...serverSubjects(accountId)];
	const publish = ({ connection }: { connection: NatsConnection }) => {
		return (subject: string) =>
			connection.publish(subject, "{}", { headers: signsItself });
	};
	const subscribe = ({ connection }: { connection: NatsConnection }) => {
		return (subject: string) =>
			void connection.subscribe(subject, { callback() {} });
	};
	assert.deepEqual(
		await agent.allowed(subjects, publish(agent)),
		subjectsOf(mine, accountId).up,
	);
	assert.deepEqual(await joining.allowed(subjects, publish(joining)), [
		`up.${token}.ask.enrol`,
	]);
	const wide = [">", "*", "up.>", "cmd.>", "cmd.*.>", "*.*.*.*.*", "$SYS.>"];
	const hears = [...subjects, ...wide];
	assert.deepEqual(
		await agent.allowed(hears, subscribe(agent)),
		subjectsOf(mine, accountId).cmd.filter(
			(subject) => !subject.includes(accountId),
		),
	);
	assert.deepEqual(
		await joining.allowed(hears, subscribe(joining)),
		subjectsOf(token, accountId).cmd.filter(
			(subject) => subject.includes(".reply.") && !subject.includes(accountId),
		),
	);
	mayEnd.resolve();
	await order;
});

test("no reply subject makes the control plane speak to another agent", async (t) => {
	const { fixture, org, bus, link, acted, order, mayEnd, agent, joining } =
		await stage(t);
	/** Everything that reaches the victim, whether it is obeyed or not. */
	const reached: Msg[] = [];
	const { connection } = await intruder(
		t,
		fixture,
		fixture.credential(org, victim),
	);
	connection.subscribe(`cmd.${victim}.>`, {
		callback: (_, msg) => void reached.push(msg),
	});
	await connection.flush();
	const replies = [
		...subjectsOf(victim, org.accountId).cmd,
		...subjectsOf(mine, org.accountId).cmd,
		inOrganisation.heard(victim, testOrder.name, "stop", nonce),
		...serverSubjects(org.accountId),
	];
	for (const [inst, { connection: asking }] of [
		[mine, agent],
		[token, joining],
	] as const) {
		for (const subject of subjectsOf(inst, org.accountId).up)
			for (const reply of replies)
				asking.publish(subject, "{}", { reply, headers: signsItself });
		await asking.flush();
	}
	// Whatever the control plane had to say to that, it has said when it answers the next question.
	await bus.flush();
	await link.ask(fetchTime, {});
	/** What the control plane says of its own accord: the time, and that parts of the running order arrived. */
	const due = [
		inOrganisation.heard(victim, fetchTime.name, "reply", ""),
		inOrganisation.heard(victim, testOrder.name, "ack", nonce),
	];
	assert.deepEqual(
		reached
			.map(({ subject }) => subject)
			.filter((subject) => !due.some((start) => subject.startsWith(start))),
		[],
	);
	assert.deepEqual(acted, []);
	mayEnd.resolve();
	assert.deepEqual(await order, { done: true });
});

test("whoever owns the bus, but not the order key, moves no agent by any verb", async (t) => {
	const { fixture, org, bus, acted, order, mayEnd } = await stage(t);
	const owner = await intruder(t, fixture, fixture.keys.controlPlaneCredential);
	const to = addressOf(org, victim);
	const captured: Msg[] = [];
	owner.connection.subscribe(`up.${org.accountId}.${victim}.r.>`, {
		callback: (_, msg) => void captured.push(msg),
	});
	const foreign = orderSignerOf(createOrganisationKeys());
	const own = orderSignerOf(org);
	const nowMs = systemClock.now().getTime();
	const names = [testOrder.name, ...agentVerbs.map(({ name }) => name)];
	let said = 0;
	for (const name of names)
		for (const act of acts)
			for (const correlation of [nonce, "fresh"]) {
				const heard = inOrganisation.heard(victim, name, act, correlation);
				const payload = encodeJson({ n: 1 });
				const about = {
					subject: heard,
					payload,
					issuedAtMs: nowMs,
					endsAtMs: nowMs + 10_000,
				};
				const spoiled = [
					wireHeaders(),
					signedHeaders(foreign, about),
					signedHeaders(own, {
						...about,
						subject: inOrganisation.heard(mine, name, act, correlation),
					}),
					signedHeaders(own, {
						...about,
						subject: inOrganisation.heard(victim, "other", act, correlation),
					}),
					signedHeaders(own, { ...about, payload: encodeJson({ n: 2 }) }),
					signedHeaders(own, { ...about, issuedAtMs: nowMs - 3_600_000 }),
					signedHeaders(own, { ...about, issuedAtMs: nowMs + 3_600_000 }),
				];
				const extended = signedHeaders(own, about);
				const signature = extended.get(partHeaders.signature).split(".");
				signature[2] = (nowMs + 86_400_000).toString(36);
				extended.set(partHeaders.signature, signature.join("."));
				for (const headers of [...spoiled, extended]) {
					said += 1;
					owner.connection.publish(
						inControlPlane.said(to.busAccount, to.inst, name, act, correlation),
						payload,
						{ headers },
					);
				}
			}
	await owner.connection.flush();
	assert.ok(said > 500);
	// The agent has read all of it when it has run what comes behind it.
	const behind = bus.order(
		to,
		testOrder,
		{ n: 1 },
		{ correlation: "behind", deadlineAt: inMs(60_000) },
	);
	await until(() => acted.length > 0);
	assert.deepEqual(acted, ["ran"]);
	mayEnd.resolve();
	assert.deepEqual(await Promise.all([order, behind]), [
		{ done: true },
		{ done: true },
	]);
});
