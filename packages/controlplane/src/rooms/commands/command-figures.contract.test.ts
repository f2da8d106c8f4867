import assert from "node:assert/strict";
import { test } from "node:test";
import type { OrganisationId } from "@quarterdeck/contract";
import { createNewId, silentLog, systemClock } from "@quarterdeck/runtime";
import { createHandClock, eachPostgres } from "@quarterdeck/testkit";
import type { Database } from "../../plumbing/postgres/index.ts";
import { expectRecordedSql } from "../../plumbing/postgres/record-sql.fixture.ts";
import { useTestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import { createAudit } from "../audit/audit.wiring.ts";
import { insertOrganisation } from "../people/insert-organisation.fixture.ts";
import type { FigureWindows } from "./command-figures.pg.ts";
import type { FigureRange } from "./command-figures.ts";
import type { EndState } from "./command-record.ts";
import { stageCommandRecords } from "./command-records.fixture.ts";

expectRecordedSql(import.meta.filename, ["command-figures.pg.ts"]);

eachPostgres((postgres) => {
	const store = useTestStore(postgres);
	suite(() => store.database);
});

const newId = createNewId(systemClock);
const noon = Date.parse("2026-01-01T12:00:00Z");
const hour = 3600_000;
const at = (hours: number) => new Date(noon + hours * hour);
const anyone = {
	channels: [{ platform: "console", channel: "ops" }],
	email: "ada@example.com",
} as const;
const day: FigureRange = { from: at(0), before: at(4), readable: anyone };

interface Said {
	readonly hours: number;
	readonly words: string;
	readonly state?: EndState;
	readonly channel?: string;
	readonly email?: string;
	/** Milliseconds by cluster. */
	readonly runs?: Readonly<Record<string, number>>;
}

function stage(database: Database, figureWindows?: FigureWindows) {
	const clock = createHandClock(at(0));
	const audit = createAudit({ database, clock, newId, log: silentLog });
	const roomAt = (hours: number) =>
		stageCommandRecords({
			database,
			audit,
			clock: createHandClock(at(hours)),
			...(figureWindows ? { figureWindows } : {}),
		});
	return {
		records: roomAt(0),
		async say(organisationId: OrganisationId, said: Said) {
			const records = roomAt(said.hours);
			const id = newId("command");
			const runs = Object.keys(said.runs ?? {}).map((clusterName) => ({
				runId: newId("run"),
				clusterName,
			}));
			const key = { organisationId, commandId: id };
			await database.transact((tx) =>
				records.openCommand(tx, {
					id,
					organisationId,
					actor: {
						personId: newId("person"),
						email: said.email ?? "bob@example.com",
						displayName: "",
						groups: [],
					},
					conversation: {
						platform: "console",
						channel: said.channel ?? "ops",
					},
					text: said.words,
					words: said.words.split(" "),
					processId: newId("process"),
					runs,
				}),
			);
			const { state } = said;
			if (state === undefined) return;
			await database.transact(async (tx) => {
				for (const { runId, clusterName } of runs)
					await records.closeRun(tx, key, {
						runId,
						state,
						durationMs: said.runs?.[clusterName],
					});
				await records.closeCommand(tx, key, { state });
			});
		},
	};
}

function suite(openDatabase: () => Database): void {
	test("commands are counted in the stretch they began in, of one organisation, as far as one may read them", async () => {
		const database = openDatabase();
		const organisationId = await insertOrganisation(database);
		const stranger = await insertOrganisation(database);
		const { records, say } = stage(database);
		const before: Said = { hours: -0.001, words: "x", state: "failed" };
		const first: Said = { hours: 0, words: "x", state: "failed" };
		const second: Said = { hours: 1, words: "x", state: "denied" };
		const last: Said = { hours: 3.99, words: "x" };
		for (const one of [before, first, second, second, last])
			await say(organisationId, one);
		await say(organisationId, { ...first, hours: 4 });
		await say(organisationId, { ...first, channel: "closed" });
		const own = { channel: "closed", email: "ada@example.com" };
		await say(organisationId, { ...first, ...own, state: "succeeded" });
		await say(stranger, first);
		assert.deepEqual(await records.countCommands(organisationId, day, 3600), {
			counts: [
				{ stretch: 0, state: "failed", count: 1 },
				{ stretch: 0, state: "succeeded", count: 1 },
				{ stretch: 1, state: "denied", count: 2 },
				{ stretch: 3, state: "running", count: 1 },
			],
			countedFrom: undefined,
		});
		const empty = { ...day, from: at(100), before: at(101) };
		assert.deepEqual(await records.countCommands(organisationId, empty, 60), {
			counts: [],
			countedFrom: undefined,
		});
	});

	test("of more commands than are looked at the newest are counted, and it is told since when", async () => {
		const database = openDatabase();
		const organisationId = await insertOrganisation(database);
		const { records, say } = stage(database, { commands: 2, runs: 2 });
		for (const hours of [0, 1, 2])
			await say(organisationId, {
				hours,
				words: "kubectl get",
				state: "succeeded",
				runs: { eu: 1000 - hours },
			});
		assert.deepEqual(await records.countCommands(organisationId, day, 3600), {
			counts: [
				{ stretch: 1, state: "succeeded", count: 1 },
				{ stretch: 2, state: "succeeded", count: 1 },
			],
			countedFrom: at(1),
		});
		const slow = await records.slowestRuns(organisationId, day, 5);
		const [eu] = slow.clusters;
		assert.deepEqual(eu, { name: "eu", runs: 2, p50Ms: 998, p95Ms: 999 });
	});

	test("runs are measured by cluster and by the first words of their command, the slowest first", async () => {
		const database = openDatabase();
		const organisationId = await insertOrganisation(database);
		const stranger = await insertOrganisation(database);
		const { records, say } = stage(database);
		const state = "succeeded" as const;
		for (let n = 1; n <= 20; n++)
			await say(organisationId, {
				hours: 1,
				words: `kubectl get pods-${n}`,
				state,
				runs: { eu: n * 10 },
			});
		const slow = { hours: 2, words: "helm list", state, runs: { us: 500 } };
		await say(organisationId, { ...slow, state: "failed" });
		await say(organisationId, {
			...slow,
			words: "kubectl -n shop get pods",
			runs: { us: 7 },
		});
		// What was turned away was not run, also in a cluster that there is not.
		await say(organisationId, { ...slow, state: "denied", runs: { mars: 0 } });
		const { state: _, ...running } = slow;
		await say(organisationId, { ...running, runs: { asia: 9000 } });
		await say(organisationId, {
			...slow,
			channel: "closed",
			runs: { asia: 9000 },
		});
		await say(stranger, { ...slow, runs: { asia: 9000 } });
		assert.deepEqual(await records.slowestRuns(organisationId, day, 3), {
			clusters: [
				{ name: "us", runs: 2, p50Ms: 7, p95Ms: 500 },
				{ name: "eu", runs: 20, p50Ms: 100, p95Ms: 190 },
			],
			commands: [
				{ name: "helm list", runs: 1, p50Ms: 500, p95Ms: 500 },
				{ name: "kubectl get", runs: 20, p50Ms: 100, p95Ms: 190 },
				{ name: "kubectl", runs: 1, p50Ms: 7, p95Ms: 7 },
			],
		});
	});
}
