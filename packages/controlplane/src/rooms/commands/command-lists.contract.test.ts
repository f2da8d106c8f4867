import assert from "node:assert/strict";
import { test } from "node:test";
import type { CommandId } from "@quarterdeck/contract";
import { createNewId, silentLog, systemClock } from "@quarterdeck/runtime";
import { createHandClock, eachPostgres } from "@quarterdeck/testkit";
import fc from "fast-check";
import type { Database } from "../../plumbing/postgres/index.ts";
import { useTestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import { createAudit } from "../audit/audit.wiring.ts";
import { everyPage } from "../audit/every-page.fixture.ts";
import { insertOrganisation } from "../people/insert-organisation.fixture.ts";
import { commandMatcherOf } from "./command-matcher.fixture.ts";
import type { CommandFilter, CommandRecord } from "./command-record.ts";
import { stageCommandRecords } from "./command-records.fixture.ts";

const newId = createNewId(systemClock);
/** So small that every list runs into it. */
const window = 3;

eachPostgres((postgres) => {
	const store = useTestStore(postgres);
	suite(() => store.database);
});

/** Both rooms: a command's opening and closing also write the chain. */
function roomsOn(database: Database, clock = createHandClock()) {
	const deps = { database, clock, newId, log: silentLog };
	const audit = createAudit(deps);
	const commandRecords = stageCommandRecords({
		database,
		audit,
		clock,
		window,
	});
	return { commandRecords };
}

const ops = { platform: "console", channel: "ops" } as const;
const slackOps = { platform: "slack", channel: "ops" } as const;
const dev = { platform: "console", channel: "dev" } as const;
const emails = ["ada@example.com", "bob@example.com", "cem@example.com"];
const clusters = ["eu", "us", "asia"];
const texts = [
	"kubectl get pods -n shop",
	'echo "Quoted" \\ 100%_',
	"KUBECTL delete ns köln",
	"helm list\nall",
];
const words = ["kubectl", "POD", '"quoted"', "100%_", "\\", "köln shop", "zz"];
const maybe = <T>(some: readonly T[]) =>
	fc.option(fc.constantFrom(...some), { nil: undefined, freq: 1 });
const begin = Date.parse("2026-01-01T00:00:00Z");
const instants = [0, 1, 3, 4, 100].map((s) => new Date(begin + s * 1000));

function suite(openDatabase: () => Database): void {
	test("commands are found by every combination of filters, newest first, however few a page looks at", async () => {
		const database = openDatabase();
		const organisationId = await insertOrganisation(database);
		const strangers = await insertOrganisation(database);
		const ids: CommandId[] = [];
		const of = <T>(list: readonly T[], n: number) => list[n % list.length] as T;
		for (let i = 0; i < 20; i++) {
			const at = new Date(begin + Math.floor(i / 3) * 1000);
			const { commandRecords } = roomsOn(database, createHandClock(at));
			const request = {
				id: newId("command"),
				actor: {
					personId: newId("person"),
					email: of(emails, i),
					displayName: "",
					groups: [],
				},
				conversation: {
					...of([ops, slackOps, dev], Math.floor(i / 2)),
					...(i % 3 === 1 ? { threadId: of(ids, i % 2) } : {}),
				},
				text: of(texts, i),
				words: [],
				processId: newId("process"),
				runs: [...clusters.slice(i % 4), ...clusters.slice(i % 4)].map(
					(clusterName) => ({ runId: newId("run"), clusterName }),
				),
			};
			await database.transact((tx) =>
				commandRecords.openCommand(tx, { ...request, organisationId }),
			);
			await database.transact((tx) =>
				commandRecords.openCommand(tx, {
					...request,
					organisationId: strangers,
					runs: request.runs.map((run) => ({ ...run, runId: newId("run") })),
				}),
			);
			if (i % 3 === 0)
				await database.transact((tx) =>
					commandRecords.closeCommand(
						tx,
						{ organisationId, commandId: request.id },
						{
							state: "succeeded",
						},
					),
				);
			ids.push(request.id);
		}
		const { commandRecords } = roomsOn(database);
		const known: CommandRecord[] = [];
		for (const id of ids) {
			const found = await commandRecords.findCommand(organisationId, id);
			if (found) known.push(found);
		}
		known.sort((a, b) => {
			const byTime = b.startedAt.getTime() - a.startedAt.getTime();
			return byTime || (a.id < b.id ? 1 : -1);
		});
		const filters: fc.Arbitrary<CommandFilter> = fc.record({
			channel: maybe([ops, slackOps, dev, { ...dev, channel: "none" }]),
			email: maybe([...emails, "ADA@example.com"]),
			clusterName: maybe([...clusters, "nowhere"]),
			state: maybe(["running", "succeeded", "denied"] as const),
			text: maybe(words),
			from: maybe(instants),
			before: maybe(instants),
			thread: maybe(ids.slice(0, 3)),
			rootsOnly: maybe([true, false]),
			readable: maybe([
				{ channels: [ops, slackOps, dev], email: "ada@example.com" },
				{ channels: [ops], email: "ada@example.com" },
				{ channels: [slackOps], email: "eve@example.com" },
				{ channels: [], email: "bob@example.com" },
			]),
		});
		await fc.assert(
			fc.asyncProperty(filters, fc.nat(9), async (filter, n) => {
				const listed = await everyPage(
					(page) => commandRecords.listCommands(organisationId, filter, page),
					n + 1,
				);
				assert.deepEqual(listed, known.filter(commandMatcherOf(filter)));
			}),
			{ numRuns: 150 },
		);
	});

	test("a search for too many words is refused, not cut", async () => {
		const database = openDatabase();
		const organisationId = await insertOrganisation(database);
		const { commandRecords } = roomsOn(database);
		for (const text of ["x".repeat(201), "a ".repeat(9)])
			await assert.rejects(
				commandRecords.listCommands(organisationId, { text }, { first: 1 }),
				{ code: "INPUT_INVALID" },
			);
	});

	test("a foreign cursor is refused", async () => {
		const database = openDatabase();
		const organisationId = await insertOrganisation(database);
		const { commandRecords } = roomsOn(database);
		for (const after of ["", "x", "-1", "1; drop table", "9".repeat(40)])
			await assert.rejects(
				commandRecords.listCommands(organisationId, {}, { first: 1, after }),
				{ code: "INPUT_INVALID" },
			);
	});
}
