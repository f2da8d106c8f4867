import assert from "node:assert/strict";
import { describe, test } from "node:test";
import {
	AppError,
	type Ask,
	type Order,
	type Report,
} from "@quarterdeck/contract";
import { startTestNats, until } from "@quarterdeck/testkit";
import { z } from "zod";
import { addressOf, inMs, startBusFixture } from "./bus.fixture.ts";

const say: Report<{ n: number }> = {
	kind: "report",
	name: "say",
	body: z.object({ n: z.number() }),
};
const double: Ask<{ n: number }, { n: number }> = {
	kind: "ask",
	name: "double",
	request: z.object({ n: z.number() }),
	reply: z.object({ n: z.number() }),
	deadlineMs: 5000,
	idempotent: true,
};
const echo: Order<{ text: string; times: number }, { done: boolean }> = {
	kind: "order",
	name: "echo",
	request: z.object({ text: z.string(), times: z.number() }),
	end: z.object({ done: z.boolean() }),
	idempotent: true,
};

describe("an agent and the control plane", () => {
	test("tell, ask and order each arrive from the agent that the server vouches for", async (t) => {
		const fixture = await startBusFixture(t, startTestNats);
		const org = await fixture.organisation();
		const bus = await fixture.bus();
		const heard: unknown[] = [];
		bus.subscribe(say, (from, body) => heard.push([from, body]));
		bus.answer(double, async (from, { n }) => {
			assert.equal(from.inst, "agt-1");
			if (n < 0)
				throw new AppError("INPUT_INVALID", { field: "n", reason: "below 0" });
			return { n: n * 2 };
		});
		await bus.flush();
		const link = await fixture.link(org, "agt-1");
		assert.equal(link.state.state, "connected");
		assert.equal(link.publish(say, { n: 1 }), true);
		assert.deepEqual(await link.ask(double, { n: 21 }), { n: 42 });
		await assert.rejects(link.ask(double, { n: -1 }), {
			code: "INPUT_INVALID",
		});
		await until(() => heard.length === 1);
		const from = addressOf(org, "agt-1");
		assert.deepEqual(heard, [[from, { n: 1 }]]);

		link.serve(echo, async ({ request, out }) => {
			for (let i = 0; i < request.times; i++)
				await out.write({ kind: "stdout", bytes: Buffer.from(request.text) });
			return { done: true };
		});
		await link.flush();
		let text = "";
		let accepted = 0;
		const end = await bus.order(
			from,
			echo,
			{ text: "hé", times: 3 },
			{
				correlation: "c1",
				deadlineAt: inMs(5000),
				onAccepted: () => void accepted++,
				onOutput: ({ bytes }) => {
					text += Buffer.from(bytes).toString();
				},
			},
		);
		assert.deepEqual(end, { done: true });
		assert.equal(text, "héhéhé");
		assert.equal(accepted, 1);
		assert.match(bus.info().version, /^\d/);
	});
});
