import assert from "node:assert/strict";
import { test } from "node:test";
import { renew } from "@quarterdeck/contract";
import type { AgentAddress, Bus } from "@quarterdeck/wire";
import { answerUnless } from "./answer-unless.wire.ts";

test("agents are refused while there is a reason, and answered when it is gone", async () => {
	const handlers: ((from: AgentAddress, request: never) => Promise<unknown>)[] =
		[];
	const bus: Pick<Bus, "answer"> = {
		answer: (_verb, handler) => void handlers.push(handler),
	};
	let reason: string | undefined = "its clock is an hour behind";
	const credential = { jwt: "x", expiresAt: "2026-01-01T00:00:00Z" };
	answerUnless(bus, () => reason).answer(renew, async () => credential);
	const ask = () => handlers[0]?.({} as AgentAddress, {} as never);
	await assert.rejects(async () => ask(), {
		code: "CLOCK_WRONG",
		message: /because its clock is an hour behind/,
	});
	reason = undefined;
	assert.equal(await ask(), credential);
});
