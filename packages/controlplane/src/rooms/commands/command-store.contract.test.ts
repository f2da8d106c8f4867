import assert from "node:assert/strict";
import { test } from "node:test";
import type {
	OrganisationId,
	PersonId,
	ProcessId,
} from "@quarterdeck/contract";
import { createNewId, silentLog, systemClock } from "@quarterdeck/runtime";
import { eachPostgres } from "@quarterdeck/testkit";
import type { Database } from "../../plumbing/postgres/index.ts";
import { expectRecordedSql } from "../../plumbing/postgres/record-sql.fixture.ts";
import { useTestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import { createAudit } from "../audit/audit.wiring.ts";
import { insertOrganisation } from "../people/insert-organisation.fixture.ts";
import type { OnLost } from "./close-lost-commands.ts";
import type { OpenCommand, RunResult } from "./command-record.ts";
import { stageCommandRecords } from "./command-records.fixture.ts";

const newId = createNewId(systemClock);

expectRecordedSql(import.meta.filename, ["command-store.pg.ts"]);

eachPostgres((postgres) => {
	const store = useTestStore(postgres);
	suite(() => store.database);
});

/** Both rooms: a command's opening and closing also write the chain. */
function roomsOn(database: Database, dead = new Set<string>()) {
	const deps = { database, clock: systemClock, newId, log: silentLog };
	const audit = createAudit(deps);
	const commandRecords = stageCommandRecords({ database, audit, dead });
	return { audit, commandRecords };
}

const ada = { personId: newId("person"), email: "ada@example.com" };

function words(
	organisationId: OrganisationId,
	text: string,
	processId: ProcessId = newId("process"),
): OpenCommand {
	return {
		id: newId("command"),
		organisationId,
		actor: { ...ada, displayName: "Ada", groups: [] },
		conversation: { platform: "console", channel: "ops" },
		text,
		words: text.split(" "),
		processId,
	};
}

function suite(openDatabase: () => Database): void {
	test("a command is opened, run and closed, and both records tell of it", async () => {
		const database = openDatabase();
		const { audit, commandRecords } = roomsOn(database);
		const organisationId = await insertOrganisation(database);
		const request = words(organisationId, "kubectl get pods");
		const [eu, us] = [newId("run"), newId("run")];
		const runs = [
			{ runId: eu, clusterName: "eu", clusterId: newId("cluster") },
			{ runId: us, clusterName: "us" },
		];
		await database.transact((tx) =>
			commandRecords.openCommand(tx, { ...request, runs }),
		);
		const close = (runId: typeof eu, state: "succeeded" | "failed") =>
			database.transact((tx) =>
				commandRecords.closeRun(
					tx,
					{ organisationId, commandId: request.id },
					{
						runId,
						state,
						exitCode: state === "failed" ? 1 : 0,
						durationMs: 12.7,
						outputBytes: 3,
						digest: "a".repeat(64),
						outputKey: `${organisationId}/${runId}`,
						gate: {
							total: 2,
							refused: 1,
							bytes: 9,
							requests: [
								{
									method: "GET",
									path: "/api",
									status: 0,
									bytes: 0,
									note: "impersonation headers dropped",
								},
							],
						},
					},
				),
			);
		assert.equal(await close(eu, "succeeded"), true);
		assert.equal(await close(eu, "failed"), false, "the first end wins");
		assert.equal(await close(us, "failed"), true);
		const end = await database.transact((tx) =>
			commandRecords.closeCommand(
				tx,
				{ organisationId, commandId: request.id },
				{
					state: "failed",
				},
			),
		);
		assert.equal(end.closed, true);
		const found = await commandRecords.findCommand(organisationId, request.id);
		assert.deepEqual(found, end.record);
		assert.deepEqual(
			found?.runs.map((run) => [run.clusterName, run.state, run.durationMs]),
			[
				["eu", "succeeded", 13],
				["us", "failed", 13],
			],
		);
		const late = await database.transact((tx) =>
			commandRecords.closeCommand(
				tx,
				{ organisationId, commandId: request.id },
				{
					state: "succeeded",
				},
			),
		);
		assert.equal(late.closed, false);
		assert.equal(late.record.state, "failed");
		const records = await audit.listRecords(
			organisationId,
			{ subjectId: request.id },
			{ first: 10 },
		);
		assert.deepEqual(
			records.items.map((one) => [one.code, one.outcome]).reverse(),
			[
				["command.run", "opened"],
				["gate.refused", "denied"],
				["gate.refused", "denied"],
				["command.run", "failed"],
			],
		);
		assert.deepEqual(records.items[0]?.clusterNames, ["eu", "us"]);
		assert.match(records.items[0]?.digest ?? "", /^[0-9a-f]{64}$/);
	});

	test("what a plugin answered beside its output is kept with its run, for its organisation only", async () => {
		const database = openDatabase();
		const { commandRecords } = roomsOn(database);
		const [organisationId, stranger] = [
			await insertOrganisation(database),
			await insertOrganisation(database),
		];
		const runs = ["eu", "us", "asia"].map((clusterName) => ({
			runId: newId("run"),
			clusterName,
		}));
		const [eu, us, asia] = runs.map(({ runId }) => runId);
		assert.ok(eu && us && asia);
		const request = { ...words(organisationId, "cards form"), runs };
		const ids = { organisationId, commandId: request.id };
		const state = "succeeded" as const;
		const message = (header: string) => ({ sections: [{ header }] });
		const reader = newId("person");
		await database.transact((tx) => commandRecords.openCommand(tx, request));
		const closed = await database.transact(async (tx) => [
			await commandRecords.closeRun(tx, ids, {
				runId: eu,
				state,
				message: message("NUL \0 and half \ud800"),
			}),
			await commandRecords.closeRun(tx, ids, {
				runId: eu,
				state,
				message: message("late"),
			}),
			await commandRecords.closeRun(tx, ids, {
				runId: us,
				state,
			}),
		]);
		assert.deepEqual(closed, [true, false, true]);
		await assert.rejects(
			database.transact(async (tx) => {
				const lastRun = { runId: asia, state, message: message("undone") };
				await commandRecords.closeCommand(tx, ids, {
					state,
					lastRun,
				});
				throw new Error("undone");
			}),
		);
		assert.equal(
			(await commandRecords.findMessages(organisationId, [asia], reader)).size,
			0,
		);
		const lastRun = { runId: asia, state, message: message("last") };
		await database.transact((tx) =>
			commandRecords.closeCommand(tx, ids, {
				state,
				lastRun,
			}),
		);
		const found = await commandRecords.findMessages(
			organisationId,
			[eu, us, asia],
			reader,
		);
		assert.deepEqual([...found.keys()].sort(), [eu, asia].sort());
		assert.deepEqual(found.get(asia), message("last"));
		assert.match(
			found.get(eu)?.sections?.[0]?.header ?? "",
			/^NUL . and half .$/u,
		);
		const record = await commandRecords.findCommand(organisationId, request.id);
		assert.deepEqual(
			record?.runs.map(({ hasMessage }) => hasMessage),
			[true, false, true],
		);
		assert.equal(
			(await commandRecords.findMessages(stranger, [eu, asia], reader)).size,
			0,
		);
		assert.equal(
			(await commandRecords.findMessages(organisationId, [], reader)).size,
			0,
		);
		assert.deepEqual(
			await commandRecords.findOrigin(organisationId, {
				commandId: request.id,
			}),
			{
				id: request.id,
				conversation: request.conversation,
				email: request.actor.email,
			},
		);
		assert.deepEqual(
			await commandRecords.findOrigin(organisationId, { runId: us }),
			await commandRecords.findOrigin(organisationId, {
				commandId: request.id,
			}),
		);
		for (const key of [{ commandId: request.id }, { runId: us }])
			assert.equal(await commandRecords.findOrigin(stranger, key), undefined);
	});

	test("a message that is only for who said the command is shown to nobody else", async () => {
		const database = openDatabase();
		const { commandRecords } = roomsOn(database);
		const organisationId = await insertOrganisation(database);
		const runId = newId("run");
		const runs = [{ runId, clusterName: "eu" }];
		const request = { ...words(organisationId, "cards private"), runs };
		const message = { onlyVisibleForYou: true, sections: [{ header: "psst" }] };
		await database.transact(async (tx) => {
			await commandRecords.openCommand(tx, request);
			await commandRecords.closeRun(
				tx,
				{ organisationId, commandId: request.id },
				{
					runId,
					state: "succeeded",
					message,
				},
			);
		});
		const seenBy = async (reader: PersonId) => [
			...(
				await commandRecords.findMessages(organisationId, [runId], reader)
			).values(),
		];
		assert.deepEqual(await seenBy(request.actor.personId), [message]);
		assert.deepEqual(await seenBy(newId("person")), []);
	});

	test("the same command id with the same words is the same command, with others it is refused", async () => {
		const database = openDatabase();
		const { commandRecords } = roomsOn(database);
		const organisationId = await insertOrganisation(database);
		const request = words(organisationId, "kubectl get pods");
		const opened = await Promise.all(
			Array.from({ length: 8 }, () =>
				database.transact((tx) => commandRecords.openCommand(tx, request)),
			),
		);
		assert.equal(opened.filter((one) => !one.repeated).length, 1);
		await assert.rejects(
			database.transact((tx) =>
				commandRecords.openCommand(tx, {
					...request,
					text: "kubectl delete ns shop",
				}),
			),
			{ code: "COMMAND_REPEATED" },
		);
		const mallory = { ...request.actor, personId: newId("person") };
		await assert.rejects(
			database.transact((tx) =>
				commandRecords.openCommand(tx, { ...request, actor: mallory }),
			),
			{ code: "COMMAND_REPEATED" },
		);
	});

	test("words that no database can hold are kept readable, and repeated are the same words", async () => {
		const database = openDatabase();
		const { audit, commandRecords } = roomsOn(database);
		const organisationId = await insertOrganisation(database);
		const request = words(organisationId, "kubectl \0 \ud800 get");
		const open = () =>
			database.transact((tx) => commandRecords.openCommand(tx, request));
		assert.equal((await open()).repeated, false);
		assert.equal((await open()).repeated, true);
		const found = await commandRecords.findCommand(organisationId, request.id);
		assert.equal(found?.text, "kubectl \uFFFD \uFFFD get");
		const none = await audit.listRecords(
			organisationId,
			{ email: "\0", clusterName: "\0" },
			{ first: 1 },
		);
		assert.deepEqual(none.items, []);
	});

	test("another organisation's command cannot be read, closed or hindered", async () => {
		const database = openDatabase();
		const { audit, commandRecords } = roomsOn(database);
		const [a, b] = [
			await insertOrganisation(database),
			await insertOrganisation(database),
		];
		const request = words(a, "kubectl get secrets");
		await database.transact((tx) => commandRecords.openCommand(tx, request));
		assert.equal(await commandRecords.findCommand(b, request.id), undefined);
		await assert.rejects(
			database.transact((tx) =>
				commandRecords.closeCommand(
					tx,
					{ organisationId: b, commandId: request.id },
					{
						state: "cancelled",
					},
				),
			),
			{ code: "COMMAND_NOT_FOUND" },
		);
		assert.deepEqual(
			(await commandRecords.listCommands(b, {}, { first: 9 })).items,
			[],
		);
		assert.deepEqual(
			(await audit.listRecords(b, {}, { first: 9 })).items.length,
			0,
		);
		const same = await database.transact((tx) =>
			commandRecords.openCommand(tx, {
				...request,
				organisationId: b,
				text: "other",
			}),
		);
		assert.equal(same.repeated, false);
	});

	test("the last run and its command end as one change, and what the gate refused is told before", async () => {
		const database = openDatabase();
		const { audit, commandRecords } = roomsOn(database);
		const organisationId = await insertOrganisation(database);
		const request = words(organisationId, "kubectl get pods");
		const commandId = request.id;
		const [eu, us] = [newId("run"), newId("run")];
		const runs = [
			{ runId: eu, clusterName: "eu" },
			{ runId: us, clusterName: "us" },
		];
		await database.transact((tx) =>
			commandRecords.openCommand(tx, { ...request, runs }),
		);
		const note = "impersonation headers dropped";
		const asked = { method: "GET", path: "/api", status: 0, bytes: 0, note };
		const lastRun: RunResult = {
			runId: us,
			state: "failed",
			exitCode: 3,
			durationMs: 12.7,
			outputBytes: 3,
			digest: "b".repeat(64),
			gate: { total: 1, refused: 1, bytes: 0, requests: [asked] },
		};
		const end = () =>
			database.transact((tx) =>
				commandRecords.closeCommand(
					tx,
					{ organisationId, commandId },
					{
						state: "failed",
						lastRun,
					},
				),
			);
		const [first, second] = await Promise.all([end(), end()]);
		assert.equal(Number(first.closed) + Number(second.closed), 1);
		const found = await commandRecords.findCommand(organisationId, commandId);
		assert.deepEqual(first.record, found);
		assert.deepEqual(
			found?.runs.map((run) => [run.state, run.exitCode, run.durationMs]),
			[
				["failed", undefined, undefined],
				["failed", 3, 13],
			],
		);
		const told = await audit.listRecords(
			organisationId,
			{ subjectId: commandId },
			{ first: 9 },
		);
		assert.deepEqual(
			told.items.map((one) => [one.code, one.outcome]),
			[
				["command.run", "failed"],
				["gate.refused", "denied"],
				["command.run", "opened"],
			],
		);
		assert.equal((await audit.verifyChain(organisationId)).ok, true);
	});

	test("a command that cannot be kept leaves no record in the chain either", async () => {
		const database = openDatabase();
		const { audit, commandRecords } = roomsOn(database);
		const organisationId = await insertOrganisation(database);
		const runs = [{ runId: newId("run"), clusterName: "eu" }];
		const open = (fails: boolean) =>
			database.transact(async (tx) => {
				const request = words(organisationId, "kubectl get pods");
				await commandRecords.openCommand(tx, { ...request, runs });
				if (fails) throw new Error("no");
			});
		await assert.rejects(open(true), /no/);
		await open(false);
		const { items } = await audit.listRecords(organisationId, {}, { first: 9 });
		assert.deepEqual(
			items.map((one) => one.seq),
			[1],
		);
	});

	test("a lost command whose answer cannot be taken over stays open, keeps no other waiting and is tried again", async () => {
		const database = openDatabase();
		const deadOne = newId("process");
		const { commandRecords } = roomsOn(database, new Set([deadOne]));
		const organisationId = await insertOrganisation(database);
		const [first, second] = [
			words(organisationId, "kubectl get pods", deadOne),
			words(organisationId, "kubectl get nodes", deadOne),
		];
		for (const one of [first, second])
			await database.transact((tx) => commandRecords.openCommand(tx, one));
		const refused = await commandRecords.closeLostCommands(
			async (_tx, { id }) => {
				if (id === first.id) throw new Error("no door");
			},
		);
		assert.deepEqual(
			refused.map(({ id }) => id),
			[second.id],
		);
		const open = await commandRecords.findCommand(organisationId, first.id);
		assert.equal(open?.state, "running");
		const closed = await commandRecords.closeLostCommands(async () => {});
		assert.deepEqual(
			closed.map(({ id }) => id),
			[first.id],
		);
	});

	test("commands of a dead process are closed as lost, those of the living go on", async () => {
		const database = openDatabase();
		const [deadOne, living] = [newId("process"), newId("process")];
		const { audit, commandRecords } = roomsOn(database, new Set([deadOne]));
		const organisationId = await insertOrganisation(database);
		const lost = words(organisationId, "kubectl get pods", deadOne);
		const alive = words(organisationId, "kubectl get pods", living);
		const runs = [{ runId: newId("run"), clusterName: "eu" }];
		await database.transact((tx) =>
			commandRecords.openCommand(tx, { ...lost, runs }),
		);
		await database.transact((tx) => commandRecords.openCommand(tx, alive));
		const answered: string[] = [];
		const onLost: OnLost = async (_tx, record) => {
			answered.push(`${record.id} ${record.state}`);
		};
		const closed = (
			await Promise.all([
				commandRecords.closeLostCommands(onLost),
				commandRecords.closeLostCommands(onLost),
			])
		).flat();
		assert.deepEqual(
			closed.map((one) => [one.id, one.state, one.runs[0]?.state]),
			[[lost.id, "lost", "lost"]],
		);
		assert.deepEqual(answered, [`${lost.id} lost`]);
		assert.equal(closed[0]?.error?.code, "COMMAND_LOST");
		const found = await commandRecords.findCommand(organisationId, alive.id);
		assert.equal(found?.state, "running");
		const told = await audit.listRecords(
			organisationId,
			{ code: "command.lost" },
			{ first: 9 },
		);
		assert.deepEqual(
			told.items.map((one) => one.subjectId),
			[lost.id],
		);
	});

	test("commands are listed newest first, page by page, each once", async () => {
		const database = openDatabase();
		const { commandRecords } = roomsOn(database);
		const organisationId = await insertOrganisation(database);
		const ids = new Set<string>();
		for (let i = 0; i < 7; i++) {
			const request = words(organisationId, `kubectl get ${i}`);
			ids.add(request.id);
			await database.transact((tx) => commandRecords.openCommand(tx, request));
		}
		const seen: string[] = [];
		for (let after: string | undefined; ; ) {
			const page = await commandRecords.listCommands(
				organisationId,
				{ state: "running", email: ada.email },
				{ first: 3, after },
			);
			seen.push(...page.items.map((one) => one.id));
			after = page.nextCursor;
			if (!after) break;
		}
		assert.equal(seen.length, 7);
		assert.deepEqual(new Set(seen), ids);
	});
}
