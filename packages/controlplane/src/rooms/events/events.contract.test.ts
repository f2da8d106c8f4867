import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { EpochId, EventBatch, Fact } from "@quarterdeck/contract";
import {
	createMetrics,
	createNewId,
	type Outbox,
	systemClock,
} from "@quarterdeck/runtime";
import {
	createHandClock,
	eachPostgres,
	type HandClock,
} from "@quarterdeck/testkit";
import { sql } from "kysely";
import type { Database } from "../../plumbing/postgres/index.ts";
import { expectRecordedSql } from "../../plumbing/postgres/record-sql.fixture.ts";
import { useTestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import { insertOrganisation } from "../people/insert-organisation.fixture.ts";
import type { EventSource, Events } from "./events.ts";
import { createEvents } from "./events.wiring.ts";
import { defaultEventsSettings, type EventsSettings } from "./events-deps.ts";

const newId = createNewId(systemClock);

expectRecordedSql(import.meta.filename, ["event-store.pg.ts"]);

eachPostgres((postgres) => {
	const store = useTestStore(postgres);
	suite(() => store.database);
});

interface Stage {
	readonly events: Events;
	readonly clock: HandClock;
	/** What was put, whether its transaction was kept or not. */
	readonly facts: Fact[];
	agent(): Promise<EventSource>;
	numbers(from: EventSource): Promise<readonly number[]>;
	marks(
		from: EventSource,
	): Promise<readonly Readonly<Record<string, unknown>>[]>;
}

function suite(opened: () => Database): void {
	function stage(
		given: Partial<EventsSettings> = {},
		break_: { outbox?: Error } = {},
	): Stage {
		const database = opened();
		const clock = createHandClock();
		const facts: Fact[] = [];
		const outbox: Outbox = {
			put(_, fact) {
				if (break_.outbox) throw break_.outbox;
				facts.push(fact);
			},
		};
		return {
			clock,
			facts,
			events: createEvents({
				database,
				outbox,
				clock,
				metrics: createMetrics({ processMetrics: false }),
				settings: { ...defaultEventsSettings, ...given },
			}),
			agent: () => insertAgent(database),
			async numbers({ organisationId, agentId }) {
				const { rows } = await sql<{ number: number }>`
					select number from agent_events where organisation_id = ${organisationId} and agent_id = ${agentId}
					order by epoch, number
				`.execute(database.on());
				return rows.map(({ number }) => number);
			},
			async marks({ organisationId, agentId }) {
				const { rows } = await sql<Readonly<Record<string, unknown>>>`
					select epoch, committed, received, dropped, kept from agent_event_marks
					where organisation_id = ${organisationId} and agent_id = ${agentId} order by epoch
				`.execute(database.on());
				return rows;
			},
		};
	}

	describe("a batch", () => {
		test("adds its events, one fact, and the number that is committed", async () => {
			const { events, facts, agent, marks } = stage();
			const from = await agent();
			const epoch = newId("epoch");
			const batch = batchOf(epoch, 0, [1, 2, 5], { dropped: 2 });
			assert.deepEqual(await events.receive(from, batch), { committed: 5 });
			assert.deepEqual(await marks(from), [
				{ epoch, committed: 5, received: 3, dropped: 2, kept: 3 },
			]);
			assert.deepEqual(facts, [
				{ kind: "agent.events.v1", ...from, epoch, first: 1, last: 5 },
			]);
		});

		test("keeps what the source said, also what PostgreSQL has no words for", async () => {
			const { events, agent } = stage();
			const from = await agent();
			const data = { text: "nul \0, half \ud800, quote '", deep: [[{}]] };
			const [event] = batchOf(newId("epoch"), 0, [1]).events;
			assert.ok(event);
			await events.receive(from, {
				...batchOf(newId("epoch"), 0, [1]),
				events: [{ ...event, at: "0000-01-01T00:00:00Z", data }],
			});
			const { rows } = await sql<{ data: string; source: string }>`
				select data, source from agent_events where agent_id = ${from.agentId}
			`.execute(opened().on());
			assert.deepEqual(
				rows.map((row) => ({ ...row, data: JSON.parse(row.data) })),
				[{ source: "agent", data }],
			);
		});

		test("that is repeated, or that comes late, adds nothing", async () => {
			const { events, facts, agent, numbers } = stage();
			const from = await agent();
			const epoch = newId("epoch");
			const first = batchOf(epoch, 0, [1, 2]);
			await events.receive(from, first);
			assert.deepEqual(await events.receive(from, first), { committed: 2 });
			await events.receive(from, batchOf(epoch, 2, [3]));
			assert.deepEqual(await events.receive(from, first), { committed: 3 });
			assert.deepEqual(
				await events.receive(from, batchOf(epoch, 0, [1, 2, 3, 4])),
				{ committed: 4 },
			);
			assert.deepEqual(await numbers(from), [1, 2, 3, 4]);
			assert.deepEqual(
				facts.map((fact) => "first" in fact && [fact.first, fact.last]),
				[
					[1, 2],
					[3, 3],
					[4, 4],
				],
			);
		});

		test("that leaves out what is not committed adds nothing", async () => {
			const { events, agent, numbers } = stage();
			const from = await agent();
			const ahead = batchOf(newId("epoch"), 2, [3]);
			assert.deepEqual(await events.receive(from, ahead), { committed: 0 });
			assert.deepEqual(await numbers(from), []);
		});

		test("arrives many times at once and is committed once", async () => {
			const { events, agent, numbers } = stage();
			const from = await agent();
			const batch = batchOf(newId("epoch"), 0, [1, 2, 3]);
			const replies = await Promise.all(
				Array.from({ length: 8 }, () => events.receive(from, batch)),
			);
			assert.deepEqual(
				new Set(replies.map((reply) => reply.committed)),
				new Set([3]),
			);
			assert.deepEqual(await numbers(from), [1, 2, 3]);
		});

		test("commits nothing when its fact cannot be put", async () => {
			const broken: { outbox?: Error } = { outbox: new Error("no room") };
			const { events, agent, numbers, marks } = stage({}, broken);
			const from = await agent();
			const batch = batchOf(newId("epoch"), 0, [1]);
			await assert.rejects(events.receive(from, batch), /no room/);
			assert.deepEqual(await marks(from), []);
			delete broken.outbox;
			assert.deepEqual(await events.receive(from, batch), { committed: 1 });
			assert.deepEqual(await numbers(from), [1]);
		});

		test("of another agent, or of another organisation, does not move the mark of the same epoch", async () => {
			const { events, agent, numbers } = stage();
			const [one, other] = [await agent(), await agent()];
			const epoch = newId("epoch");
			await events.receive(one, batchOf(epoch, 0, [1, 2]));
			assert.deepEqual(await events.receive(other, batchOf(epoch, 2, [3])), {
				committed: 0,
			});
			assert.deepEqual(await events.receive(other, batchOf(epoch, 0, [1])), {
				committed: 1,
			});
			assert.deepEqual(await numbers(one), [1, 2]);
			// An agent's id in another organisation is no agent there.
			await assert.rejects(
				events.receive(
					{ ...one, organisationId: other.organisationId },
					batchOf(epoch, 0, [1]),
				),
			);
			assert.deepEqual(await numbers(one), [1, 2]);
		});
	});

	describe("the bounds of one agent", () => {
		test("refuse events beyond those kept, until older ones are swept", async () => {
			const { events, clock, agent, numbers, marks } = stage({
				maxKept: 3,
				keepSeconds: 100,
			});
			const [from, other] = [await agent(), await agent()];
			const epoch = newId("epoch");
			await events.receive(from, batchOf(epoch, 0, [1, 2]));
			const refused = {
				code: "REQUESTS_TOO_MANY",
				facts: { what: "kept events of one agent", seconds: 60 },
			};
			await assert.rejects(
				events.receive(from, batchOf(epoch, 2, [3, 4])),
				refused,
			);
			// Another epoch is no way round.
			const another = batchOf(newId("epoch"), 0, [1, 2]);
			await assert.rejects(events.receive(from, another), refused);
			await events.receive(other, another);
			assert.equal((await marks(from)).length, 1);

			await clock.wind(101_000);
			await events.sweep.run(new AbortController().signal);
			assert.deepEqual(await numbers(from), []);
			await events.receive(from, batchOf(epoch, 2, [3, 4]));
			assert.deepEqual(await numbers(from), [3, 4]);
			assert.deepEqual(await marks(from), [
				{ epoch, committed: 4, received: 4, dropped: 0, kept: 2 },
			]);
		});

		test("refuse more bytes than may be kept", async () => {
			const { events, agent, numbers } = stage({ maxKeptBytes: 30 });
			const from = await agent();
			const epoch = newId("epoch");
			await events.receive(from, batchOf(epoch, 0, [1]));
			await events.receive(from, batchOf(epoch, 1, [2]));
			await assert.rejects(events.receive(from, batchOf(epoch, 2, [3])), {
				code: "REQUESTS_TOO_MANY",
			});
			assert.deepEqual(await numbers(from), [1, 2]);
		});

		test("refuse a new epoch until another one has rested, which is forgotten then", async () => {
			const { events, clock, agent, marks } = stage({
				maxEpochs: 2,
				restSeconds: 100,
			});
			const from = await agent();
			const epochs: EpochId[] = [];
			for (let i = 0; i < 3; i++) epochs.push(newId("epoch"));
			const [first, second, third] = epochs.map((epoch) =>
				batchOf(epoch, 0, [1]),
			) as [EventBatch, EventBatch, EventBatch];
			await events.receive(from, first);
			await clock.wind(50_000);
			await events.receive(from, second);
			await assert.rejects(events.receive(from, third), {
				code: "REQUESTS_TOO_MANY",
			});
			await clock.wind(51_000);
			await events.receive(from, third);
			const left = (await marks(from)).map(({ epoch }) => epoch);
			assert.deepEqual(left, epochs.slice(1).sort());
		});

		test("forget an epoch that nobody used for long, without its mark being in the way of a return", async () => {
			const { events, clock, agent, marks } = stage({ forgetSeconds: 1000 });
			const from = await agent();
			const epoch = newId("epoch");
			await events.receive(from, batchOf(epoch, 0, [1]));
			await clock.wind(defaultEventsSettings.keepSeconds * 1000 + 1000);
			await events.sweep.run(new AbortController().signal);
			assert.deepEqual(await marks(from), []);
			// The agent says that 1 is committed; it hears that nothing is, and sends what it still has.
			assert.deepEqual(await events.receive(from, batchOf(epoch, 1, [2])), {
				committed: 0,
			});
			assert.deepEqual(await events.receive(from, batchOf(epoch, 0, [2])), {
				committed: 2,
			});
		});
	});
}

function batchOf(
	epoch: EpochId,
	after: number,
	numbers: readonly number[],
	given: { readonly dropped?: number } = {},
): EventBatch {
	return {
		epoch,
		after,
		dropped: given.dropped ?? 0,
		events: numbers.map((number) => ({
			number,
			at: "2026-11-22T10:00:00.000Z",
			source: "agent",
			kind: "test",
			data: { number },
		})),
	};
}

/** An agent in an organisation of its own. */
async function insertAgent(database: Database): Promise<EventSource> {
	const organisationId = await insertOrganisation(database);
	const agentId = newId("agent");
	const clusterId = newId("cluster");
	const on = database.on();
	await sql`
		insert into clusters (organisation_id, id, name, labels, state, since, created_at)
		values (${organisationId}, ${clusterId}, 'prod', '{}', 'alive', now(), now())
	`.execute(on);
	await sql`
		insert into agents (organisation_id, id, cluster_id, user_key, enrolled_at, credential_expires_at, agent_version, protocol,
			configuration_version, running, plugins)
		values (${organisationId}, ${agentId}, ${clusterId}, ${`U${"A".repeat(55)}`}, now(), now(), '0.0.0', 1, 0, 0, '[]')
	`.execute(on);
	return { organisationId, agentId };
}
