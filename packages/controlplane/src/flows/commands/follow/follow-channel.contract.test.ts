import assert from "node:assert/strict";
import { test } from "node:test";
import { eachPostgres } from "@quarterdeck/testkit";
import { useTestStore } from "../../../plumbing/postgres/test-store.fixture.ts";
import { insertCaller, stageCommands } from "../commands.fixture.ts";
import type { ChannelEvent } from "./channel-event.ts";

eachPostgres((postgres) => {
	const store = useTestStore(postgres);

	/** Two processes over one database: each with its own live feeds, and with the same outputs. */
	async function two() {
		const here = stageCommands(store);
		const { audit, commandRecords, fleet, outputs } = here;
		const there = stageCommands(store, {
			audit,
			commandRecords,
			fleet,
			changes: { outputs },
		});
		const ana = await insertCaller(store, "ana@example.com");
		await fleet.prepareOrganisation(ana.organisationId);
		return { here, there, ana, commandRecords };
	}

	async function hearUntil(
		events: AsyncIterableIterator<ChannelEvent>,
		isLast: (event: ChannelEvent) => boolean,
	): Promise<string[]> {
		const told: string[] = [];
		for (;;) {
			const { value, done } = await events.next();
			assert.ok(!done, "the stream ended");
			const { command, event } = value;
			told.push(command ? `record ${command.state}` : `${event?.kind}`);
			if (isLast(value)) return told;
		}
	}

	test("what another process runs is told when it begins and when it has ended, and threads are kept", async () => {
		const { here, there, ana, commandRecords } = await two();
		const goOn = Promise.withResolvers<void>();
		await there.join(ana, "prod", async ({ accept, say, end }) => {
			accept();
			await say("from there\n");
			await goOn.promise;
			return end();
		});
		const events = await here.commands.followChannel(ana, {
			platform: "console",
			channel: "ops",
		});
		const say = (
			text: string,
			thread?: Parameters<typeof commandRecords.findCommand>[1],
		) =>
			there.commands.run({
				caller: ana,
				platform: "console",
				channel: "ops",
				thread,
				text,
				options: {},
			});
		const root = await say("kubectl x --cluster prod");
		assert.deepEqual(
			await hearUntil(events, ({ command }) => command?.id === root.id),
			["record running"],
		);
		goOn.resolve();
		assert.deepEqual(
			await hearUntil(events, ({ command }) => command?.state === "succeeded"),
			["stdout", "run-ended", "command-ended", "record succeeded"],
		);
		const reply = await say("ping", root.id);
		await hearUntil(events, ({ event }) => event?.kind === "command-ended");
		const { items } = await commandRecords.listCommands(
			ana.organisationId,
			{ thread: root.id },
			{ first: 9 },
		);
		assert.deepEqual(
			items.map(({ id }) => id),
			[reply.id],
		);
		await events.return?.();
	});

	test("a denied command of this process is told with its end", async () => {
		const { here, ana } = await two();
		const events = await here.commands.followChannel(ana, {
			platform: "console",
			channel: "ops",
		});
		await assert.rejects(
			here.commands.run({
				caller: ana,
				platform: "console",
				channel: "ops",
				text: "nonsense",
				options: {},
			}),
		);
		assert.deepEqual(
			await hearUntil(events, ({ event }) => event?.kind === "command-ended"),
			["record denied", "command-ended"],
		);
		await events.return?.();
	});

	test("what another process runs in a channel of the same name on another platform is not heard", async () => {
		const { here, there, ana } = await two();
		const ops = { platform: "console", channel: "ops" } as const;
		const slackOps = { ...ops, platform: "slack" } as const;
		for (const { configuration } of [here, there]) {
			const { channels } = configuration.current;
			configuration.current = {
				...configuration.current,
				channels: [
					...channels,
					...channels
						.filter(({ name }) => name === "ops")
						.map((one) => ({ ...one, platform: "slack" as const })),
				],
			};
		}
		const say = (where: typeof ops | typeof slackOps) =>
			there.commands.run({ caller: ana, ...where, text: "ping", options: {} });
		const events = await here.commands.followChannel(ana, ops);
		await say(slackOps);
		const { id } = await say(ops);
		const ids = new Set<string | undefined>();
		await hearUntil(events, ({ command, event }) => {
			ids.add(command?.id ?? event?.commandId);
			return command?.id === id && command.state === "succeeded";
		});
		assert.deepEqual([...ids], [id]);
		await events.return?.();
	});
});
