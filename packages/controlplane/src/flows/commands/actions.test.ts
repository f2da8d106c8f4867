import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { RunOrder } from "@quarterdeck/contract";
import { useTestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import type { Caller } from "../../rooms/permissions/index.ts";
import { insertCaller, stageCommands } from "./commands.fixture.ts";
import type { FakeAgent } from "./run/agent-runs.fake.ts";

const store = useTestStore();

/** An organisation with the action `describe`, which is bound to helm while the channel ops is bound to kubectl. */
async function stage(enabled = true) {
	const fake = stageCommands(store);
	const { configuration, commands } = fake;
	configuration.current = {
		...configuration.current,
		actions: {
			describe: {
				enabled,
				displayName: "Describe",
				command: "helm list",
				bindings: { sources: [], executors: ["charts"] },
			},
		},
	};
	const ana = await insertCaller(store, "ana@example.com");
	const action: Caller = {
		organisationId: ana.organisationId,
		actor: {
			...ana.actor,
			email: 'Automation "Describe"',
			groups: [],
			automation: "describe",
		},
	};
	const orders: RunOrder[] = [];
	const agent: FakeAgent = async (run) => {
		orders.push(run.order);
		return run.end();
	};
	return {
		...fake,
		ana,
		action,
		agent,
		orders,
		say: (text: string, channel = "private") =>
			commands.run({
				caller: action,
				platform: "console",
				channel,
				text,
				options: { clusters: ["prod"] },
			}),
	};
}

const refused = { code: "NOT_ALLOWED" };

describe("a command of an action", () => {
	test("runs what the action is bound to, in a channel that has other bindings and members", async () => {
		const { say, join, ana, agent, orders, audit, commands } = await stage();
		await join(ana, "prod", agent);
		const record = await say("helm list --cluster other");
		await commands.stop();
		assert.deepEqual(
			orders.map(({ bindings, actor, conversation }) => [
				bindings,
				actor.automation,
				conversation.channel,
			]),
			[[["charts"], "describe", "private"]],
		);
		assert.deepEqual(
			record.runs.map(({ clusterName }) => clusterName),
			["prod"],
		);
		const { items } = await audit.listRecords(
			ana.organisationId,
			{ subjectId: record.id },
			{ first: 10 },
		);
		assert.deepEqual(items.at(-1)?.who, {
			kind: "automation",
			action: "describe",
			name: 'Automation "Describe"',
		});
		const known = await commands.find(ana, record.id);
		assert.equal(known?.automation, "describe");
	});

	test("is refused what only the channel is bound to", async () => {
		const { say } = await stage();
		await assert.rejects(say("kubectl get pods", "ops"), {
			code: "COMMAND_NOT_BOUND",
		});
	});

	test("may ask, and change nothing", async () => {
		const { say } = await stage();
		assert.equal((await say("ping")).state, "running");
		for (const text of [
			"disable notifications",
			"enable action describe",
			"edit sourcebindings x",
			"show config",
		])
			await assert.rejects(say(text), refused);
	});

	test("is refused once the action is switched off, and may do nothing else", async () => {
		const off = await stage(false);
		await assert.rejects(off.say("helm list"), refused);
		const { commands, action } = await stage();
		await assert.rejects(commands.list(action, {}, { first: 1 }), refused);
	});
});
