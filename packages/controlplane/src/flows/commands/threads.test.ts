import assert from "node:assert/strict";
import { test } from "node:test";
import { AppError, type CommandId } from "@quarterdeck/contract";
import { createNewId, systemClock } from "@quarterdeck/runtime";
import { useTestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import {
	type GivenForCommands,
	insertCaller,
	stageCommands,
} from "./commands.fixture.ts";
import type { Utterance } from "./commands.ts";
import { silentAgent } from "./run/agent-runs.fake.ts";

const newId = createNewId(systemClock);
const store = useTestStore();

const person = () => insertCaller(store, "ana@example.com");

async function stage(given: GivenForCommands = {}) {
	const fake = stageCommands(store, given);
	const ana = await person();
	const say = (more: Partial<Utterance> = {}) =>
		fake.commands.run({
			caller: ana,
			platform: "console",
			channel: "ops",
			text: "ping",
			options: {},
			...more,
		});
	return { ...fake, ana, say };
}

const refused = (reason: RegExp) => (thrown: unknown) =>
	thrown instanceof AppError &&
	thrown.code === "INPUT_INVALID" &&
	thrown.facts.field === "thread" &&
	reason.test(String(thrown.facts.reason));

test("a reply that fits nowhere is refused and nothing is run or recorded", async () => {
	const { say, commandRecords, ana } = await stage();
	const root = await say();
	const reply = await say({ thread: root.id });
	const unknown = newId("command") as CommandId;
	await assert.rejects(
		say({ thread: unknown }),
		refused(/there is no command/),
	);
	await assert.rejects(
		say({ thread: root.id, channel: "europe" }),
		refused(/there is no command .* in channel europe/),
	);
	await assert.rejects(
		say({ thread: reply.id }),
		refused(new RegExp(`answer under ${root.id}`)),
	);
	await assert.rejects(
		say({ thread: root.id, caller: await person() }),
		refused(/there is no command/),
	);
	const { items } = await commandRecords.listCommands(
		ana.organisationId,
		{},
		{ first: 50 },
	);
	assert.deepEqual(
		items.map(({ id }) => id).sort(),
		[root.id, reply.id].sort(),
	);
});

test("a reply is kept with its thread, which the agents are told as well", async () => {
	const { say, commandRecords, ana, join, agentRuns } = await stage();
	await join(ana, "prod", async ({ end }) => end());
	const root = await say();
	const reply = await say({
		thread: root.id,
		text: "kubectl get pods --cluster prod",
	});
	const found = await commandRecords.findCommand(ana.organisationId, reply.id);
	assert.equal(found?.conversation.threadId, root.id);
	assert.equal(agentRuns.orders[0]?.conversation.threadId, root.id);
});

test("the same id said again in another thread is not the same command", async () => {
	const { say } = await stage();
	const [one, other] = [await say(), await say()];
	const id = newId("command") as CommandId;
	await say({ id, thread: one.id });
	assert.equal((await say({ id, thread: one.id })).id, id);
	await assert.rejects(
		say({ id, thread: other.id }),
		(thrown) =>
			thrown instanceof AppError && thrown.code === "COMMAND_REPEATED",
	);
});

test("a denied command in an unknown channel keeps no thread", async () => {
	const { say, commandRecords, ana } = await stage();
	const root = await say();
	const id = newId("command") as CommandId;
	await assert.rejects(say({ id, thread: root.id, channel: "nowhere" }));
	const found = await commandRecords.findCommand(ana.organisationId, id);
	assert.equal(found?.state, "denied");
	assert.equal(found?.conversation.threadId, undefined);
});

test("when too many commands go on, one more is told to come back, and may when one has ended", async () => {
	const { say, join, ana, commands, agentRuns } = await stage({
		changes: { maxRunning: 2 },
	});
	await join(ana, "prod", silentAgent);
	const text = "kubectl get pods --cluster prod";
	const [first] = [await say({ text }), await say({ text })];
	const isBusy = (thrown: unknown) =>
		thrown instanceof AppError &&
		thrown.code === "COMMANDS_BUSY" &&
		thrown.facts.running === 2 &&
		Number(thrown.facts.seconds) >= 1;
	await assert.rejects(say({ text }), isBusy);
	const orders = agentRuns.orders.length;
	const events = await commands.follow(ana, first.id, 0);
	await commands.cancel(ana, first.id);
	for await (const event of events) if (event.kind === "command-ended") break;
	await say();
	assert.equal(agentRuns.orders.length, orders);
	await commands.stop();
});

test("many that begin in the same moment do not pass the limit together", async () => {
	const { say, join, ana, commands } = await stage({
		changes: { maxRunning: 3 },
	});
	await join(ana, "prod", silentAgent);
	const text = "kubectl get pods --cluster prod";
	const answers = await Promise.allSettled(
		Array.from({ length: 20 }, () => say({ text })),
	);
	const begun = answers.flatMap((one) =>
		one.status === "fulfilled" ? [one.value] : [],
	);
	assert.equal(begun.length, 3);
	for (const { id } of begun) await commands.cancel(ana, id);
	await commands.stop();
});

test("a mention of the house at the beginning is as if it were not there", async () => {
	const { say, commandRecords, ana } = await stage();
	for (const text of [
		"{{BotName}} ping",
		"{{ .BotName }} ping",
		"@Quarterdeck ping",
		"@botkube\u00a0ping",
	]) {
		const { id } = await say({ text });
		const found = await commandRecords.findCommand(ana.organisationId, id);
		assert.deepEqual(found?.words, ["ping"], text);
	}
	for (const text of ["{{BotName}}", "@quarterdeck  "])
		await assert.rejects(
			say({ text }),
			(thrown) =>
				thrown instanceof AppError && thrown.code === "COMMAND_UNPARSABLE",
		);
	await assert.rejects(
		say({ text: "@quarterdeckx ping" }),
		(thrown) => thrown instanceof AppError && thrown.code === "COMMAND_UNKNOWN",
	);
});
