import assert from "node:assert/strict";
import { test } from "node:test";
import type { AuditHead } from "@quarterdeck/contract";
import { createNewId, silentLog, systemClock } from "@quarterdeck/runtime";
import { until } from "@quarterdeck/testkit";
import type { AgentAddress, Bus } from "@quarterdeck/wire";
import { createAgentHeads, type HeadWitness } from "./agent-heads.wire.ts";

const newId = createNewId(systemClock);
const organisationId = newId("organisation");
const signed = (seq: number) => ({
	organisationId,
	seq,
	hash: "a".repeat(64),
	at: "2026-01-02T03:04:05.000Z",
	publicKey: "k",
	signature: "s",
});
const held = { seq: 2, hash: "b".repeat(64) };
const lost = { seq: 3, hash: "c".repeat(64) };

function stage(answers: Readonly<Record<string, unknown>>) {
	const told: [string, number][] = [];
	const bus = {
		order: async (to: AgentAddress, _verb: unknown, head: AuditHead) => {
			told.push([to.inst, head.seq]);
			const answer = answers[to.inst];
			if (answer instanceof Error) throw answer;
			return answer;
		},
	} as unknown as Pick<Bus, "order">;
	const witness = (name: string): HeadWitness => ({
		clusterName: name,
		address: { busAccount: "A", inst: name } as AgentAddress,
	});
	const heads = createAgentHeads({
		bus,
		audit: () => ({
			whyNotHeld: async (_id, { seq }) =>
				seq === held.seq ? undefined : `record ${seq} is not the one`,
		}),
		witnesses: async (id) =>
			id === organisationId ? Object.keys(answers).map(witness) : [],
		clock: systemClock,
		newId,
		log: silentLog,
	});
	return { heads, told };
}

test("every agent is told of a head; one that is away holds nobody up", async () => {
	const { heads, told } = stage({
		eu: { before: held, wentBackwards: false },
		us: new Error("away"),
		asia: { wentBackwards: false },
	});
	await heads.keep(signed(5));
	await until(() => told.length === 3);
	assert.deepEqual(told, [
		["eu", 5],
		["us", 5],
		["asia", 5],
	]);
	assert.deepEqual(heads.health(), { ok: true });
	await heads.keep({ ...signed(6), organisationId: newId("organisation") });
	await heads.keep(signed(7));
	await until(() => told.length === 6);
	assert.ok(
		!told.some(([, seq]) => seq === 6),
		"agents of others are not told",
	);
	await heads.stop();
});

test("a head that an agent says it kept and the chain lost is noted from then on, and puts nothing out of service", async () => {
	const answers = { eu: { before: lost, wentBackwards: true } as unknown };
	const { heads, told } = stage(answers);
	const note = () => {
		const health = heads.health();
		assert.ok(health.ok);
		return health.note ?? "";
	};
	await heads.keep(signed(5));
	await until(() => note() !== "");
	answers.eu = { before: held, wentBackwards: false };
	await heads.keep(signed(6));
	await until(() => told.length === 2);
	await heads.stop();
	assert.match(
		note(),
		/agent of eu says that it kept an audit head .*record 3 is not the one/,
	);
});
