import assert from "node:assert/strict";
import { test } from "node:test";
import type { KeepHeadRequest } from "@quarterdeck/contract";
import { createNewId, silentLog, systemClock } from "@quarterdeck/runtime";
import { until } from "@quarterdeck/testkit";
import type { AgentAddress, Bus } from "@quarterdeck/wire";
import { createAgentHeads, type HeadWitness } from "./agent-heads.wire.ts";
import type { LossState } from "./lost-heads.ts";

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
const proof = {
	at: "2026-01-02T03:04:04.000Z",
	publicKey: "k",
	signature: "s",
};

type Answer = (asked: KeepHeadRequest) => unknown;

/** @param state what a lost head with a proof turns out to be. */
function stage(
	answers: Readonly<Record<string, Answer>>,
	state: LossState = "open",
) {
	const told: [string, number, KeepHeadRequest["mayReplace"]][] = [];
	const noted: [number, string | undefined][] = [];
	const bus = {
		order: async (to: AgentAddress, _verb: unknown, asked: KeepHeadRequest) => {
			told.push([to.inst, asked.seq, asked.mayReplace]);
			return answers[to.inst]?.(asked);
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
				seq === lost.seq ? `record ${seq} is not the one` : undefined,
			noteLostHead: async ({ seq }, cluster) => {
				noted.push([seq, cluster]);
				return state;
			},
		}),
		witnesses: async (id) =>
			id === organisationId ? Object.keys(answers).map(witness) : [],
		clock: systemClock,
		newId,
		log: silentLog,
	});
	return { heads, told, noted };
}

const newcomer: Answer = () => ({ wentBackwards: false, isKept: true });

test("every agent is told of a head; one that is away holds nobody up", async () => {
	const { heads, told } = stage({
		eu: newcomer,
		us: () => {
			throw new Error("away");
		},
		asia: newcomer,
	});
	await heads.keep(signed(5));
	await until(() => told.length === 3);
	assert.deepEqual(
		told.map(([name, seq]) => [name, seq]),
		[
			["eu", 5],
			["us", 5],
			["asia", 5],
		],
	);
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

test("an agent may replace what the chain holds, and is told so at once from then on", async () => {
	const { heads, told, noted } = stage({
		eu: ({ seq, mayReplace }) => ({
			before: seq === 5 ? { ...held, ...proof } : { ...signed(5) },
			wentBackwards: false,
			isKept: mayReplace !== null,
		}),
	});
	await heads.keep(signed(5));
	await until(() => told.length === 2);
	await heads.keep(signed(6));
	await until(() => told.length === 3);
	await heads.stop();
	const { seq, hash } = signed(5);
	assert.deepEqual(told, [
		["eu", 5, null],
		["eu", 5, { ...held, isLossAcknowledged: false }],
		["eu", 6, { seq, hash }],
	]);
	assert.deepEqual(noted, []);
});

test("what an agent took while the chain held it is not given up when the chain lost it since", async () => {
	let keptSeq = 2;
	const { heads, told } = stage({
		eu: ({ seq, mayReplace }) => {
			const before = { ...signed(keptSeq), ...proof };
			if (mayReplace?.seq === keptSeq) keptSeq = seq;
			return { before, wentBackwards: false, isKept: keptSeq === seq };
		},
	});
	// Number 3 is the one that the chain does not hold any more.
	await heads.keep(signed(3));
	await until(() => keptSeq === 3);
	await heads.keep(signed(5));
	await until(() => told.some(([, seq]) => seq === 5));
	await heads.stop();
	assert.equal(keptSeq, 3);
	assert.equal(told.find(([, seq]) => seq === 5)?.[2], null);
});

test("what an agent proves that the chain lost is recorded, and may be replaced only when that was acknowledged", async () => {
	for (const state of ["open", "acknowledged"] as const) {
		const { heads, told, noted } = stage(
			{
				eu: ({ mayReplace }) => ({
					before: { ...lost, ...proof },
					wentBackwards: false,
					isKept: mayReplace?.isLossAcknowledged === true,
				}),
			},
			state,
		);
		await heads.keep(signed(5));
		await until(() => told.length > 0);
		await heads.stop();
		assert.deepEqual(noted[0], [3, "eu"]);
		assert.deepEqual(
			told.map(([, , mayReplace]) => mayReplace),
			state === "open" ? [null] : [null, { ...lost, isLossAcknowledged: true }],
		);
		assert.deepEqual(heads.health(), { ok: true });
	}
});

test("a head that an agent says, without proof, it kept and the chain lost is noted from then on, and puts nothing out of service", async () => {
	let before = lost;
	const { heads, told } = stage({
		eu: () => ({ before, wentBackwards: before === lost, isKept: true }),
	});
	const note = () => {
		const health = heads.health();
		assert.ok(health.ok);
		return health.note ?? "";
	};
	await heads.keep(signed(5));
	await until(() => note() !== "");
	before = held;
	await heads.keep(signed(6));
	await until(() => told.length === 2);
	await heads.stop();
	assert.match(
		note(),
		/agent of eu says that it kept an audit head .*record 3 is not the one/,
	);
});
