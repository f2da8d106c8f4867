import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AppError, type CommandId } from "@quarterdeck/contract";
import { createNewId, systemClock } from "@quarterdeck/runtime";
import { useTestStore } from "../../../plumbing/postgres/test-store.fixture.ts";
import type { Caller } from "../../../rooms/permissions/index.ts";
import {
	fakeConfiguration,
	type GivenForCommands,
	insertCaller,
	stageCommands,
} from "../commands.fixture.ts";
import type { Utterance } from "../commands.ts";
import { type FakeAgent, silentAgent } from "../run/agent-runs.fake.ts";
import type { ChannelEvent } from "./channel-event.ts";
import { createCommandFeeds } from "./command-feed.ts";

const newId = createNewId(systemClock);
const store = useTestStore();

const person = (email: string, of?: Caller) =>
	insertCaller(store, email, of?.organisationId);

const echo: FakeAgent = async ({ accept, say, end, order }) => {
	accept();
	await say(`${order.words.slice(1).join(" ")}\n`);
	return end();
};

async function stage(given: GivenForCommands = {}) {
	const fake = stageCommands(store, given);
	const ana = await person("ana@example.com");
	const say = (text: string, more: Partial<Utterance> = {}) =>
		fake.commands.run({
			caller: ana,
			platform: "console",
			channel: "ops",
			text,
			options: {},
			...more,
		});
	return { ...fake, ana, say };
}

/** What a stream says, in short, up to the last record of the command. */
async function until(
	events: AsyncIterableIterator<ChannelEvent>,
	isLast: (event: ChannelEvent) => boolean,
): Promise<ChannelEvent[]> {
	const heard: ChannelEvent[] = [];
	for (;;) {
		const { value, done } = await events.next();
		assert.ok(!done, "the stream ended");
		heard.push(value);
		if (isLast(value)) return heard;
	}
}

const ended =
	(id: CommandId) =>
	({ command }: ChannelEvent) =>
		command?.id === id && command.state !== "running";

function short({ command, event }: ChannelEvent): string {
	return command
		? `record ${command.state}`
		: `${event?.seq} ${event?.kind}${event?.text ? ` ${event.text.trim()}` : ""}`;
}

const of = (id: CommandId) => (one: ChannelEvent) =>
	(one.command?.id ?? one.event?.commandId) === id;

const code = (wanted: string) => (thrown: unknown) =>
	thrown instanceof AppError && thrown.code === wanted;

describe("who may not listen", () => {
	test("is refused: an unknown channel, a closed one, a removed person", async () => {
		const { commands, ana } = await stage();
		const bob = await person("bob@example.com", ana);
		await assert.rejects(
			commands.followChannel(ana, { platform: "console", channel: "nowhere" }),
			code("CHANNEL_UNKNOWN"),
		);
		await assert.rejects(
			commands.followChannel(bob, { platform: "console", channel: "private" }),
			code("CHANNEL_CLOSED"),
		);
		const gone = { ...ana, removedAt: new Date() };
		await assert.rejects(
			commands.followChannel(gone, { platform: "console", channel: "ops" }),
			code("CHANNEL_CLOSED"),
		);
		await (
			await commands.followChannel(ana, {
				platform: "console",
				channel: "private",
			})
		).return?.();
	});

	test("hears nothing of another channel and of another organisation", async () => {
		const { commands, ana, say } = await stage();
		const stranger = await person("eve@example.com");
		const events = await commands.followChannel(ana, {
			platform: "console",
			channel: "ops",
		});
		await say("ping", { channel: "europe" });
		await say("ping", { caller: stranger });
		const mine = await say("ping");
		const heard = await until(events, ended(mine.id));
		assert.ok(heard.every(of(mine.id)), heard.map(short).join("\n"));
		await events.return?.();
	});

	test("who is shut out meanwhile hears of no further command", async () => {
		const { commands, configuration, ana, say } = await stage();
		const events = await commands.followChannel(ana, {
			platform: "console",
			channel: "ops",
		});
		const first = await say("ping");
		await until(events, ended(first.id));
		const { channels } = configuration.current;
		configuration.current = {
			...configuration.current,
			channels: channels.map((one) =>
				one.name === "ops" ? { ...one, members: ["bob@example.com"] } : one,
			),
		};
		await say("ping", { caller: await person("bob@example.com", ana) });
		await assert.rejects(events.next(), code("CHANNEL_CLOSED"));
		assert.equal((await events.next()).done, true);
		configuration.current = fakeConfiguration();
	});

	test("hears nothing more of a removed channel, even when its name becomes another's alias", async () => {
		const { commands, configuration, ana, say, join } = await stage();
		const bob = await person("bob@example.com", ana);
		const removed = Promise.withResolvers<void>();
		await join(ana, "prod", async ({ accept, say: tell, end }) => {
			accept();
			await tell("before\n");
			await removed.promise;
			await tell("after\n");
			return end();
		});
		const ops = { platform: "console", channel: "ops" } as const;
		const events = await commands.followChannel(bob, ops);
		const { id } = await say("kubectl x --cluster prod");
		await until(events, ({ event }) => event?.text === "before\n");
		const { channels } = configuration.current;
		configuration.current = {
			...configuration.current,
			channels: channels.flatMap((one) => {
				if (one.name === "ops") return [];
				return [one.name === "europe" ? { ...one, alias: "ops" } : one];
			}),
		};
		removed.resolve();
		await Array.fromAsync(await commands.follow(ana, id, 0));
		await assert.rejects(events.next(), code("CHANNEL_UNKNOWN"));
		assert.equal((await events.next()).done, true);
		await assert.rejects(commands.cancel(bob, id), code("COMMAND_NOT_FOUND"));
		// Bob, who says the name now, means the channel that has it as its alias.
		const renamed = await commands.followChannel(bob, ops);
		const mine = await say("ping", { channel: "europe" });
		const heard = await until(renamed, ended(mine.id));
		assert.ok(heard.every(of(mine.id)), heard.map(short).join("\n"));
		await renamed.return?.();
	});
});

describe("a channel of one process", () => {
	test("tells a command's record, its events in order, and its record as it ended", async () => {
		const { commands, ana, say, join } = await stage();
		await join(ana, "prod", echo);
		const events = await commands.followChannel(ana, {
			platform: "console",
			channel: "ops",
		});
		const { id } = await say("kubectl hello --cluster prod,nowhere");
		const heard = await until(events, ended(id));
		const records = heard.filter(({ command }) => command);
		assert.equal(records[0], heard[0]);
		assert.deepEqual(heard.filter(({ event }) => event).map(short), [
			"1 accepted",
			"2 run-ended",
			"3 accepted",
			"4 stdout hello",
			"5 run-ended",
			"6 command-ended",
		]);
		assert.deepEqual(
			records
				.at(-1)
				?.command?.runs.map(({ state }) => state)
				.sort(),
			["failed", "succeeded"],
		);
		assert.equal(records.at(-1)?.command?.state, "failed");
		await events.return?.();
	});

	test("whoever comes late is told of those that go on from their beginning, and of no other", async () => {
		const { commands, ana, say, join } = await stage();
		const goOn = Promise.withResolvers<void>();
		await join(ana, "slow", async ({ accept, say: tell, end }) => {
			accept();
			await tell("first\n");
			await goOn.promise;
			await tell("second\n");
			return end();
		});
		const over = await say("ping");
		for await (const event of await commands.follow(ana, over.id, 0))
			if (event.kind === "command-ended") break;
		const { id } = await say("kubectl x --cluster slow");
		const other = await commands.followChannel(ana, {
			platform: "console",
			channel: "ops",
		});
		await until(other, ({ event }) => event?.text === "first\n");
		const late = await commands.followChannel(ana, {
			platform: "console",
			channel: "ops",
		});
		const before = await until(late, ({ event }) => event?.text === "first\n");
		assert.equal(before[0]?.command?.id, id);
		goOn.resolve();
		for (const events of [other, late]) {
			const heard = await until(events, ended(id));
			assert.ok(heard.some(({ event }) => event?.text === "second\n"));
			assert.ok(![...before, ...heard].some(of(over.id)));
			await events.return?.();
		}
	});

	test("a command that was refused as a whole is told with its end", async () => {
		const { commands, ana, say } = await stage();
		const events = await commands.followChannel(ana, {
			platform: "console",
			channel: "ops",
		});
		const id = newId("command") as CommandId;
		await assert.rejects(say("nothing-like-this", { id }));
		const heard = await until(
			events,
			({ event }) => event?.kind === "command-ended",
		);
		assert.ok(heard.every(of(id)));
		assert.equal(heard[0]?.command?.state, "denied");
		await events.return?.();
	});

	test("a talkative command keeps no other waiting", async () => {
		const { commands, ana, say, join } = await stage();
		await join(ana, "loud", async ({ accept, say: tell, end, signal }) => {
			accept();
			for (let i = 0; i < 300; i++) await tell(`line ${i}\n`);
			await new Promise<void>((resolve) =>
				signal.addEventListener("abort", () => resolve(), { once: true }),
			);
			return end({ outcome: "cancelled" });
		});
		const events = await commands.followChannel(ana, {
			platform: "console",
			channel: "ops",
		});
		const loud = await say("kubectl x --cluster loud");
		const feed = await commands.follow(ana, loud.id, 0);
		for await (const event of feed) if (event.text === "line 299\n") break;
		const quiet = await say("ping");
		await Array.fromAsync(await commands.follow(ana, quiet.id, 0));
		const heard = await until(events, ended(quiet.id));
		assert.ok(heard.filter(of(loud.id)).length < 20, String(heard.length));
		await commands.cancel(ana, loud.id);
		const rest = (await until(events, ended(loud.id))).filter(of(loud.id));
		const seqs = [...heard, ...rest]
			.filter(of(loud.id))
			.flatMap(({ event }) => (event ? [event.seq] : []));
		assert.deepEqual(
			seqs,
			seqs.map((_, i) => i + 1),
		);
		await events.return?.();
	});
});

describe("a listener that reads slowly", () => {
	test("holds nobody up and is told what it missed, and where that is", async () => {
		const { commands, ana, say, join } = await stage({
			changes: {
				feeds: createCommandFeeds({
					clock: systemClock,
					maxBytes: 20_000,
					keepSeconds: 600,
				}),
			},
		});
		await join(ana, "prod", async ({ accept, say: tell, end }) => {
			accept();
			await tell("x".repeat(4000));
			return end();
		});
		const events = await commands.followChannel(ana, {
			platform: "console",
			channel: "ops",
		});
		const first = await say("kubectl x --cluster prod");
		const begun = await until(
			events,
			({ event }) => event?.kind === "accepted",
		);
		for (let i = 0; i < 5; i++) {
			const { id } = await say("kubectl x --cluster prod");
			for await (const event of await commands.follow(ana, id, 0))
				if (event.kind === "command-ended") break;
		}
		const heard = [...begun, ...(await until(events, ended(first.id)))];
		const story = heard.filter(of(first.id));
		const note = story.find(({ event }) => event?.kind === "note")?.event;
		assert.match(note?.text ?? "", /commandEvents\(after: \d+\)/);
		assert.equal(story.at(-1)?.command?.state, "succeeded");
		const rest = await commands.follow(ana, first.id, note?.seq ?? 0);
		const kinds: string[] = [];
		for await (const event of rest) kinds.push(event.kind);
		assert.equal(kinds.at(-1), "command-ended");
		await events.return?.();
	});

	test("one for whom too many commands wait is ended with an error, and leaves nothing behind", async () => {
		const { commands, ana, say, join } = await stage({
			changes: { maxWaiting: 10 },
		});
		await join(ana, "prod", silentAgent);
		const events = await commands.followChannel(ana, {
			platform: "console",
			channel: "ops",
		});
		await until(events, ended((await say("ping")).id));
		for (let i = 0; i < 11; i++) await say("ping");
		await assert.rejects(events.next(), code("LISTENER_BEHIND"));
		assert.equal((await events.next()).done, true);
	});

	test("leaving ends a wait at once", async () => {
		const { commands, ana } = await stage();
		const events = await commands.followChannel(ana, {
			platform: "console",
			channel: "ops",
		});
		const waiting = events.next();
		await events.return?.();
		assert.equal((await waiting).done, true);
	});
});

describe("a channel of several processes", () => {
	async function two() {
		const here = await stage();
		const { audit, commandRecords, fleet, outputs, ana, configuration } = here;
		const there = stageCommands(store, {
			audit,
			commandRecords,
			fleet,
			changes: { outputs },
		});
		const sayThere = (text: string) =>
			there.commands.run({
				caller: ana,
				platform: "console",
				channel: "ops",
				text,
				options: {},
			});
		return { here, there, sayThere, configuration };
	}

	test("another's command is told when it begins, and with its output when it has ended", async () => {
		const { here, there, sayThere } = await two();
		const goOn = Promise.withResolvers<void>();
		await there.join(here.ana, "prod", async ({ accept, say, end }) => {
			accept();
			await say("from there\n");
			await goOn.promise;
			return end();
		});
		const events = await here.commands.followChannel(here.ana, {
			platform: "console",
			channel: "ops",
		});
		const { id } = await sayThere("kubectl x --cluster prod");
		const begun = await events.next();
		assert.equal(begun.value?.command?.id, id);
		assert.equal(begun.value?.command?.state, "running");
		const late = await here.commands.followChannel(here.ana, {
			platform: "console",
			channel: "ops",
		});
		assert.equal((await late.next()).value?.command?.id, id);
		goOn.resolve();
		for (const each of [events, late]) {
			const heard = await until(each, ended(id));
			assert.deepEqual(heard.map(short), [
				"1 stdout from there",
				"2 run-ended",
				"3 command-ended",
				"record succeeded",
			]);
			await each.return?.();
		}
		await there.commands.stop();
	});

	test("what began and ended before it was looked at is told once", async () => {
		const { here, there, sayThere } = await two();
		const events = await here.commands.followChannel(here.ana, {
			platform: "console",
			channel: "ops",
		});
		const one = await sayThere("ping");
		for await (const event of await there.commands.follow(here.ana, one.id, 0))
			if (event.kind === "command-ended") break;
		const heard = await until(
			events,
			({ event }) => event?.kind === "command-ended",
		);
		const after = await here.say("ping");
		heard.push(...(await until(events, ended(after.id))));
		assert.deepEqual(heard.filter(of(one.id)).map(short), [
			"record succeeded",
			"1 stdout pong\n\nQuarterdeck version: 0.0.0",
			"2 command-ended",
		]);
		await events.return?.();
	});
});
