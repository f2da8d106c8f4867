import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { CommandId, Platform } from "@quarterdeck/contract";
import type { Channel } from "@quarterdeck/contract/configuration";
import { useTestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import type { Caller } from "../../rooms/permissions/index.ts";
import { insertCaller, stageCommands } from "./commands.fixture.ts";
import type { ChannelEvent } from "./follow/channel-event.ts";
import { type FakeAgent, silentAgent } from "./run/agent-runs.fake.ts";

/*
 * Two channels named ops: the console's, for ana only and with kubectl, and Slack's, for bob only and with helm.
 */

const store = useTestStore();
const consoleOps = { platform: "console", channel: "ops" } as const;
const slackOps = { platform: "slack", channel: "ops" } as const;

async function stage() {
	const fake = stageCommands(store);
	const { configuration, commands } = fake;
	const [known] = configuration.current.channels;
	assert.ok(known);
	const ops = (platform: Platform, member: string, executor: string) => ({
		...known,
		platform,
		members: [`${member}@example.com`],
		bindings: { executors: [executor], sources: [] },
	});
	const channels: readonly Channel[] = [
		ops("console", "ana", "tools"),
		ops("slack", "bob", "charts"),
	];
	const setChannels = (some: readonly Channel[]) => {
		configuration.current = { ...configuration.current, channels: some };
	};
	setChannels(channels);
	const ana = await insertCaller(store, "ana@example.com");
	const bob = await insertCaller(store, "bob@example.com", ana.organisationId);
	const say = (
		caller: Caller,
		where: typeof consoleOps | typeof slackOps,
		text = "ping",
		thread?: CommandId,
	) => commands.run({ caller, ...where, thread, text, options: {} });
	return {
		...fake,
		ana,
		bob,
		say,
		/** Removes a channel, as applying a configuration without it does. */
		remove: (platform: Platform) =>
			setChannels(channels.filter((one) => one.platform !== platform)),
		restore: () => setChannels(channels),
	};
}

const code = (wanted: string) => (thrown: unknown) =>
	(thrown as { readonly code?: string }).code === wanted;

async function untilEnded(
	events: AsyncIterableIterator<ChannelEvent>,
	id: CommandId,
): Promise<readonly CommandId[]> {
	const seen = new Set<CommandId>();
	for (;;) {
		const { value, done } = await events.next();
		assert.ok(!done, "the stream ended");
		const { command, event } = value;
		const about = command?.id ?? event?.commandId;
		if (about) seen.add(about);
		if (command?.id === id && command.state !== "running") return [...seen];
	}
}

describe("two channels of one name on two platforms", () => {
	test("are followed apart", async () => {
		const { commands, ana, bob, say } = await stage();
		const here = await commands.followChannel(ana, consoleOps);
		const there = await commands.followChannel(bob, slackOps);
		const inSlack = await say(bob, slackOps);
		const inConsole = await say(ana, consoleOps);
		assert.deepEqual(await untilEnded(here, inConsole.id), [inConsole.id]);
		assert.deepEqual(await untilEnded(there, inSlack.id), [inSlack.id]);
		await assert.rejects(
			commands.followChannel(ana, slackOps),
			code("CHANNEL_CLOSED"),
		);
		await Promise.all([here.return?.(), there.return?.()]);
	});

	test("have a history each, which the other's members may not read", async () => {
		const { commands, ana, bob, say } = await stage();
		const inConsole = await say(ana, consoleOps);
		const inSlack = await say(bob, slackOps);
		const ids = async (
			caller: Caller,
			filter: Parameters<typeof commands.list>[1],
		) =>
			(await commands.list(caller, filter, { first: 9 })).items.map(
				({ id }) => id,
			);
		assert.deepEqual(await ids(ana, {}), [inConsole.id]);
		assert.deepEqual(await ids(bob, {}), [inSlack.id]);
		assert.deepEqual(await ids(ana, { channel: slackOps }), []);
		assert.deepEqual(await ids(bob, { channel: slackOps }), [inSlack.id]);
		assert.equal(await commands.find(ana, inSlack.id), undefined);
		assert.equal((await commands.find(bob, inSlack.id))?.id, inSlack.id);
	});

	test("have threads of their own", async () => {
		const { ana, bob, say } = await stage();
		const root = await say(ana, consoleOps);
		await assert.rejects(
			say(bob, slackOps, "ping", root.id),
			/there is no command .* in channel ops/,
		);
		const reply = await say(ana, consoleOps, "ping", root.id);
		assert.equal(reply.conversation.threadId, root.id);
	});

	test("complete what is bound to each, for its members", async () => {
		const { commands, ana, bob } = await stage();
		const first = async (caller: Caller, where: typeof slackOps) =>
			(await commands.complete(caller, { ...where, text: "h" })).items.map(
				({ text }) => text,
			);
		assert.deepEqual(await first(bob, slackOps), ["helm", "help"]);
		const { items } = await commands.complete(ana, {
			...consoleOps,
			text: "h",
		});
		assert.deepEqual(
			items.map(({ text }) => text),
			["help"],
		);
		await assert.rejects(first(ana, slackOps), code("CHANNEL_CLOSED"));
	});

	test("run what is bound to each, and only their members stop it and get its output", async () => {
		const { commands, ana, bob, say, join } = await stage();
		const echo: FakeAgent = async ({ accept, say: write, end }) => {
			accept();
			await write("from eu\n");
			return end();
		};
		await join(ana, "eu", echo);
		await join(ana, "us", silentAgent);
		await assert.rejects(
			say(bob, slackOps, "kubectl x --cluster eu"),
			code("COMMAND_NOT_BOUND"),
		);
		const done = await say(bob, slackOps, "helm list --cluster eu");
		await Array.fromAsync(await commands.follow(bob, done.id, 0));
		const run = done.runs[0]?.runId;
		assert.ok(run);
		assert.equal(await commands.openOutput(ana, run), undefined);
		assert.equal((await commands.openOutput(bob, run))?.totalBytes, 8);
		const open = await say(bob, slackOps, "helm list --cluster us");
		await assert.rejects(
			commands.cancel(ana, open.id),
			code("COMMAND_NOT_FOUND"),
		);
		await assert.rejects(
			commands.follow(ana, open.id, 0),
			code("COMMAND_NOT_FOUND"),
		);
		await commands.cancel(bob, open.id);
		const events = await Array.fromAsync(
			await commands.follow(bob, open.id, 0),
		);
		assert.equal(events.at(-1)?.state, "cancelled");
	});
});

describe("a channel that was removed from the configuration", () => {
	test("keeps its history for those who spoke there, and is closed to everybody else", async () => {
		const { commands, configuration, ana, bob, say, join, restore, remove } =
			await stage();
		restore();
		const open = configuration.current.channels.map((one) => ({
			...one,
			members: undefined,
		}));
		configuration.current = { ...configuration.current, channels: open };
		await join(ana, "us", silentAgent);
		const { id, runs } = await say(ana, consoleOps, "kubectl x --cluster us");
		assert.equal((await commands.find(bob, id))?.id, id);
		remove("console");
		const all = async (caller: Caller) =>
			(await commands.list(caller, {}, { first: 9 })).items.map(
				(one) => one.id,
			);
		assert.equal(await commands.find(bob, id), undefined);
		assert.deepEqual(await all(bob), []);
		assert.ok(runs[0]);
		assert.equal(await commands.openOutput(bob, runs[0].runId), undefined);
		await assert.rejects(
			commands.follow(bob, id, 0),
			code("COMMAND_NOT_FOUND"),
		);
		await assert.rejects(commands.cancel(bob, id), code("COMMAND_NOT_FOUND"));
		for (const caller of [ana, bob])
			await assert.rejects(
				commands.complete(caller, { ...consoleOps, text: "k" }),
				code("CHANNEL_UNKNOWN"),
			);
		assert.equal((await commands.find(ana, id))?.id, id);
		assert.deepEqual(await all(ana), [id]);
		await commands.cancel(ana, id);
	});

	test("ends the streams of who follows it at once, also while nothing is said; of their own command they hear the end", async () => {
		const { commands, ana, bob, say, join, configuration, remove } =
			await stage();
		const open = configuration.current.channels.map((one) => ({
			...one,
			members: undefined,
		}));
		configuration.current = { ...configuration.current, channels: open };
		await join(ana, "us", silentAgent);
		const { id } = await say(ana, consoleOps, "kubectl x --cluster us");
		const channel = await commands.followChannel(bob, consoleOps);
		const begun = [await channel.next(), await channel.next()];
		assert.ok(begun.some(({ value }) => value?.event?.kind === "accepted"));
		const others = await commands.follow(bob, id, 1);
		const own = await commands.follow(ana, id, 1);
		const waiting = [channel.next(), others.next()];
		remove("console");
		await assert.rejects(Promise.any(waiting), (thrown: AggregateError) => {
			assert.deepEqual(
				thrown.errors.map((one) => one.code),
				["CHANNEL_UNKNOWN", "COMMAND_NOT_FOUND"],
			);
			return true;
		});
		await commands.cancel(ana, id);
		const heard = await Array.fromAsync(own);
		assert.equal(heard.at(-1)?.state, "cancelled");
	});
});
