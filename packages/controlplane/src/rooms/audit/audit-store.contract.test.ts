import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import {
	AppError,
	type OrganisationId,
	type PersonId,
	type ProcessId,
} from "@quarterdeck/contract";
import {
	createNewId,
	silentLog,
	systemClock,
	type Transact,
} from "@quarterdeck/runtime";
import { eachPostgres } from "@quarterdeck/testkit";
import fc from "fast-check";
import { sql } from "kysely";
import { createFakeTransact } from "../../../../runtime/src/transaction.fake.ts";
import {
	createDatabase,
	type Database,
	migrate,
} from "../../plumbing/postgres/index.ts";
import type { EndRun, OpenCommand } from "../commands/command-record.ts";
import { createFakeCommandStore } from "../commands/command-store.fake.ts";
import { createPgCommandStore } from "../commands/command-store.pg.ts";
import type { CommandStore } from "../commands/command-store.ts";
import { assembleCommandRecords } from "../commands/commands.wiring.ts";
import { createFakeLivingProcesses } from "../commands/living-processes.fake.ts";
import { insertOrganisation } from "../identity/testdata/insert-organisation.ts";
import { assembleAudit } from "./audit.wiring.ts";
import { createFakeAuditStore } from "./audit-store.fake.ts";
import { createPgAuditStore } from "./audit-store.pg.ts";
import type { AuditStore } from "./audit-store.ts";
import { entryHash } from "./chain.ts";

interface Ground {
	readonly auditStore: AuditStore;
	readonly commandStore: CommandStore;
	readonly transact: Transact;
	organisation(): Promise<OrganisationId>;
}

const newId = createNewId(systemClock);

describe("in memory", () => {
	suite(async () => ({
		auditStore: createFakeAuditStore(),
		commandStore: createFakeCommandStore(),
		transact: createFakeTransact(),
		organisation: async () => newId("organisation"),
	}));
});

eachPostgres((postgres) => {
	let database: Database;
	before(async () => {
		const fresh = await postgres.freshDatabase(
			async (url) => void (await migrate(url)),
			{ template: "controlplane" },
		);
		database = createDatabase({ url: fresh.url, log: silentLog });
	});
	after(() => database.stop());
	const ground = async (): Promise<Ground> => ({
		auditStore: createPgAuditStore(database),
		commandStore: createPgCommandStore(database),
		transact: database.transact,
		organisation: () => insertOrganisation(database),
	});
	suite(ground);
	tampering(ground, () => database);
});

function roomOn(ground: Ground, dead = new Set<string>()) {
	const deps = { ...ground, clock: systemClock, newId, log: silentLog };
	const audit = assembleAudit(deps);
	const processes = createFakeLivingProcesses(dead);
	return { ...audit, ...assembleCommandRecords({ ...deps, audit, processes }) };
}

const ada = { personId: newId("person"), email: "ada@example.com" };
const who = { kind: "person", ...ada } as const;

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

function suite(makeGround: () => Promise<Ground>): void {
	test("what was written is read back, newest first and page by page", async () => {
		const ground = await makeGround();
		const audit = roomOn(ground);
		const organisationId = await ground.organisation();
		for (let i = 0; i < 5; i++)
			await ground.transact((tx) =>
				audit.recordEvent(tx, {
					organisationId,
					code: "cluster.added",
					who,
					outcome: "succeeded",
					subjectId: `clu_${i}`,
					clusters: [{ name: `eu-${i}` }],
					facts: { n: i, odd: i % 2 === 1, list: ["a", "b"] },
				}),
			);
		const first = await audit.listRecords(organisationId, {}, { first: 2 });
		assert.deepEqual(
			first.items.map((one) => [one.seq, one.facts.n]),
			[
				[5, 4],
				[4, 3],
			],
		);
		const rest = await audit.listRecords(
			organisationId,
			{},
			{ first: 10, after: first.nextCursor },
		);
		assert.deepEqual(
			rest.items.map((one) => one.seq),
			[3, 2, 1],
		);
		assert.equal(rest.nextCursor, undefined);
		const one = await audit.listRecords(
			organisationId,
			{ clusterName: "eu-3", email: "ADA@example.com", code: "cluster.added" },
			{ first: 10 },
		);
		assert.equal(one.items.length, 1);
		assert.deepEqual(await audit.verifyChain(organisationId), {
			ok: true,
			records: 5,
			head: { seq: 5, hash: first.items[0]?.hash },
		});
	});

	test("a filter by time is half-open", async () => {
		const ground = await makeGround();
		const audit = roomOn(ground);
		const organisationId = await ground.organisation();
		const record = await ground.transact((tx) =>
			audit.recordEvent(tx, {
				organisationId,
				code: "signed-in",
				who,
				outcome: "succeeded",
			}),
		);
		const list = async (from?: Date, before?: Date) =>
			(await audit.listRecords(organisationId, { from, before }, { first: 9 }))
				.items.length;
		assert.equal(await list(record.at), 1);
		assert.equal(await list(undefined, record.at), 0);
		assert.equal(await list(new Date(record.at.getTime() + 1)), 0);
	});

	test("a foreign cursor is refused", async () => {
		const ground = await makeGround();
		const audit = roomOn(ground);
		const organisationId = await ground.organisation();
		for (const after of ["", "x", "-1", "1; drop table", "9".repeat(40)]) {
			await assert.rejects(
				audit.listRecords(organisationId, {}, { first: 1, after }),
				{ code: "INPUT_INVALID" },
			);
			await assert.rejects(
				audit.listCommands(organisationId, {}, { first: 1, after }),
				{ code: "INPUT_INVALID" },
			);
		}
	});

	test("a change that fails leaves no record behind", async () => {
		const ground = await makeGround();
		const audit = roomOn(ground);
		const organisationId = await ground.organisation();
		const event = {
			organisationId,
			code: "signed-in",
			who,
			outcome: "succeeded",
		} as const;
		await ground.transact((tx) => audit.recordEvent(tx, event));
		await assert.rejects(
			ground.transact(async (tx) => {
				await audit.recordEvent(tx, event);
				throw new Error("the change failed");
			}),
			/the change failed/,
		);
		const verified = await audit.verifyChain(organisationId);
		assert.equal(verified.ok && verified.records, 1);
	});

	test("any text can be written and the chain still holds", async () => {
		const ground = await makeGround();
		const audit = roomOn(ground);
		const organisationId = await ground.organisation();
		await fc.assert(
			fc.asyncProperty(
				fc.string({ unit: "binary" }),
				fc.dictionary(
					fc.string({ unit: "binary" }),
					fc.oneof(fc.string({ unit: "binary" }), fc.double(), fc.boolean()),
				),
				async (text, facts) => {
					await ground.transact((tx) =>
						audit.recordEvent(tx, {
							organisationId,
							code: "cluster.added",
							who: { ...who, email: `${text}@x` },
							outcome: "succeeded",
							subjectId: text,
							channel: text,
							clusters: [{ name: text }],
							facts,
						}),
					);
				},
			),
			{ numRuns: 40 },
		);
		const verified = await audit.verifyChain(organisationId);
		assert.equal(verified.ok, true, JSON.stringify(verified));
	});

	test("records written at the same time follow one another", async () => {
		const ground = await makeGround();
		const audit = roomOn(ground);
		const organisationId = await ground.organisation();
		await Promise.all(
			Array.from({ length: 20 }, () =>
				ground.transact((tx) =>
					audit.recordEvent(tx, {
						organisationId,
						code: "signed-in",
						who,
						outcome: "succeeded",
					}),
				),
			),
		);
		const verified = await audit.verifyChain(organisationId);
		assert.equal(verified.ok && verified.records, 20);
	});

	test("what many write once at the same time is one record; other facts, subjects and organisations are others", async () => {
		const ground = await makeGround();
		const [audit, replica] = [roomOn(ground), roomOn(ground)];
		const organisationId = await ground.organisation();
		const event = {
			organisationId,
			code: "gate.refused",
			who,
			outcome: "denied",
			subjectId: "run_1",
			facts: { lateRequests: 2 },
		} as const;
		const others = [
			{ ...event, facts: { lateRequests: 3 } },
			{ ...event, subjectId: "run_2" },
			{ ...event, organisationId: await ground.organisation() },
		];
		const events = [...Array.from({ length: 5 }, () => event), ...others];
		const written = await Promise.all(
			[...events, ...events].map((one, i) =>
				ground.transact((tx) =>
					(i % 2 ? audit : replica).recordEventOnce(tx, one),
				),
			),
		);
		assert.equal(written.filter((record) => record !== undefined).length, 4);
		const verified = await audit.verifyChain(organisationId);
		assert.equal(verified.ok && verified.records, 3);
	});

	test("a chain that was never begun is broken, for every organisation begins with a record", async () => {
		const ground = await makeGround();
		const verified = await roomOn(ground).verifyChain(
			await ground.organisation(),
		);
		assert.equal(verified.ok, false);
	});

	test("a command is opened, run and closed, and both records tell of it", async () => {
		const ground = await makeGround();
		const audit = roomOn(ground);
		const organisationId = await ground.organisation();
		const request = words(organisationId, "kubectl get pods");
		const [eu, us] = [newId("run"), newId("run")];
		const runs = [
			{ runId: eu, clusterName: "eu", clusterId: newId("cluster") },
			{ runId: us, clusterName: "us" },
		];
		await ground.transact((tx) => audit.openCommand(tx, { ...request, runs }));
		const close = (runId: typeof eu, state: "succeeded" | "failed") =>
			ground.transact((tx) =>
				audit.closeRun(tx, {
					organisationId,
					commandId: request.id,
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
				}),
			);
		assert.equal(await close(eu, "succeeded"), true);
		assert.equal(await close(eu, "failed"), false, "the first end wins");
		assert.equal(await close(us, "failed"), true);
		const end = await ground.transact((tx) =>
			audit.closeCommand(tx, {
				organisationId,
				commandId: request.id,
				state: "failed",
			}),
		);
		assert.equal(end.closed, true);
		const found = await audit.findCommand(organisationId, request.id);
		assert.deepEqual(found, end.record);
		assert.deepEqual(
			found?.runs.map((run) => [run.clusterName, run.state, run.durationMs]),
			[
				["eu", "succeeded", 13],
				["us", "failed", 13],
			],
		);
		const late = await ground.transact((tx) =>
			audit.closeCommand(tx, {
				organisationId,
				commandId: request.id,
				state: "succeeded",
			}),
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
		const ground = await makeGround();
		const audit = roomOn(ground);
		const [organisationId, stranger] = [
			await ground.organisation(),
			await ground.organisation(),
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
		await ground.transact((tx) => audit.openCommand(tx, request));
		const closed = await ground.transact(async (tx) => [
			await audit.closeRun(tx, {
				...ids,
				runId: eu,
				state,
				message: message("NUL \0 and half \ud800"),
			}),
			await audit.closeRun(tx, {
				...ids,
				runId: eu,
				state,
				message: message("late"),
			}),
			await audit.closeRun(tx, { ...ids, runId: us, state }),
		]);
		assert.deepEqual(closed, [true, false, true]);
		await assert.rejects(
			ground.transact(async (tx) => {
				const lastRun = { runId: asia, state, message: message("undone") };
				await audit.closeCommand(tx, { ...ids, state, lastRun });
				throw new Error("undone");
			}),
		);
		assert.equal(
			(await audit.findMessages(organisationId, [asia], reader)).size,
			0,
		);
		const lastRun = { runId: asia, state, message: message("last") };
		await ground.transact((tx) =>
			audit.closeCommand(tx, { ...ids, state, lastRun }),
		);
		const found = await audit.findMessages(
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
		const record = await audit.findCommand(organisationId, request.id);
		assert.deepEqual(
			record?.runs.map(({ hasMessage }) => hasMessage),
			[true, false, true],
		);
		assert.equal(
			(await audit.findMessages(stranger, [eu, asia], reader)).size,
			0,
		);
		assert.equal(
			(await audit.findMessages(organisationId, [], reader)).size,
			0,
		);
		assert.deepEqual(
			await audit.findOrigin(organisationId, { commandId: request.id }),
			{ conversation: request.conversation, email: request.actor.email },
		);
		assert.deepEqual(
			await audit.findOrigin(organisationId, { runId: us }),
			await audit.findOrigin(organisationId, { commandId: request.id }),
		);
		for (const key of [{ commandId: request.id }, { runId: us }])
			assert.equal(await audit.findOrigin(stranger, key), undefined);
	});

	test("a message that is only for who said the command is shown to nobody else", async () => {
		const ground = await makeGround();
		const audit = roomOn(ground);
		const organisationId = await ground.organisation();
		const runId = newId("run");
		const runs = [{ runId, clusterName: "eu" }];
		const request = { ...words(organisationId, "cards private"), runs };
		const message = { onlyVisibleForYou: true, sections: [{ header: "psst" }] };
		await ground.transact(async (tx) => {
			await audit.openCommand(tx, request);
			await audit.closeRun(tx, {
				organisationId,
				commandId: request.id,
				runId,
				state: "succeeded",
				message,
			});
		});
		const seenBy = async (reader: PersonId) => [
			...(await audit.findMessages(organisationId, [runId], reader)).values(),
		];
		assert.deepEqual(await seenBy(request.actor.personId), [message]);
		assert.deepEqual(await seenBy(newId("person")), []);
	});

	test("the same command id with the same words is the same command, with others it is refused", async () => {
		const ground = await makeGround();
		const audit = roomOn(ground);
		const organisationId = await ground.organisation();
		const request = words(organisationId, "kubectl get pods");
		const opened = await Promise.all(
			Array.from({ length: 8 }, () =>
				ground.transact((tx) => audit.openCommand(tx, request)),
			),
		);
		assert.equal(opened.filter((one) => !one.repeated).length, 1);
		await assert.rejects(
			ground.transact((tx) =>
				audit.openCommand(tx, { ...request, text: "kubectl delete ns shop" }),
			),
			{ code: "COMMAND_REPEATED" },
		);
		const mallory = { ...request.actor, personId: newId("person") };
		await assert.rejects(
			ground.transact((tx) =>
				audit.openCommand(tx, { ...request, actor: mallory }),
			),
			{ code: "COMMAND_REPEATED" },
		);
	});

	test("words that no database can hold are kept readable, and repeated are the same words", async () => {
		const ground = await makeGround();
		const audit = roomOn(ground);
		const organisationId = await ground.organisation();
		const request = words(organisationId, "kubectl \0 \ud800 get");
		const open = () => ground.transact((tx) => audit.openCommand(tx, request));
		assert.equal((await open()).repeated, false);
		assert.equal((await open()).repeated, true);
		const found = await audit.findCommand(organisationId, request.id);
		assert.equal(found?.text, "kubectl \uFFFD \uFFFD get");
		const none = await audit.listRecords(
			organisationId,
			{ email: "\0", clusterName: "\0" },
			{ first: 1 },
		);
		assert.deepEqual(none.items, []);
	});

	test("another organisation's command cannot be read, closed or hindered", async () => {
		const ground = await makeGround();
		const audit = roomOn(ground);
		const [a, b] = [await ground.organisation(), await ground.organisation()];
		const request = words(a, "kubectl get secrets");
		await ground.transact((tx) => audit.openCommand(tx, request));
		assert.equal(await audit.findCommand(b, request.id), undefined);
		await assert.rejects(
			ground.transact((tx) =>
				audit.closeCommand(tx, {
					organisationId: b,
					commandId: request.id,
					state: "cancelled",
				}),
			),
			{ code: "COMMAND_NOT_FOUND" },
		);
		assert.deepEqual((await audit.listCommands(b, {}, { first: 9 })).items, []);
		assert.deepEqual(
			(await audit.listRecords(b, {}, { first: 9 })).items.length,
			0,
		);
		const same = await ground.transact((tx) =>
			audit.openCommand(tx, { ...request, organisationId: b, text: "other" }),
		);
		assert.equal(same.repeated, false);
	});

	test("the last run and its command end as one change, and what the gate refused is told before", async () => {
		const ground = await makeGround();
		const audit = roomOn(ground);
		const organisationId = await ground.organisation();
		const request = words(organisationId, "kubectl get pods");
		const commandId = request.id;
		const [eu, us] = [newId("run"), newId("run")];
		const runs = [
			{ runId: eu, clusterName: "eu" },
			{ runId: us, clusterName: "us" },
		];
		await ground.transact((tx) => audit.openCommand(tx, { ...request, runs }));
		const note = "impersonation headers dropped";
		const asked = { method: "GET", path: "/api", status: 0, bytes: 0, note };
		const lastRun: EndRun = {
			runId: us,
			state: "failed",
			exitCode: 3,
			durationMs: 12.7,
			outputBytes: 3,
			digest: "b".repeat(64),
			gate: { total: 1, refused: 1, bytes: 0, requests: [asked] },
		};
		const end = () =>
			ground.transact((tx) =>
				audit.closeCommand(tx, {
					organisationId,
					commandId,
					state: "failed",
					lastRun,
				}),
			);
		const [first, second] = await Promise.all([end(), end()]);
		assert.equal(Number(first.closed) + Number(second.closed), 1);
		const found = await audit.findCommand(organisationId, commandId);
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
		const ground = await makeGround();
		const audit = roomOn(ground);
		const organisationId = await ground.organisation();
		const runs = [{ runId: newId("run"), clusterName: "eu" }];
		const open = (fails: boolean) =>
			ground.transact(async (tx) => {
				const request = words(organisationId, "kubectl get pods");
				await audit.openCommand(tx, { ...request, runs });
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

	test("commands of a dead process are closed as lost, those of the living go on", async () => {
		const ground = await makeGround();
		const [deadOne, living] = [newId("process"), newId("process")];
		const audit = roomOn(ground, new Set([deadOne]));
		const organisationId = await ground.organisation();
		const lost = words(organisationId, "kubectl get pods", deadOne);
		const alive = words(organisationId, "kubectl get pods", living);
		const runs = [{ runId: newId("run"), clusterName: "eu" }];
		await ground.transact((tx) => audit.openCommand(tx, { ...lost, runs }));
		await ground.transact((tx) => audit.openCommand(tx, alive));
		const closed = (
			await Promise.all([audit.closeLostCommands(), audit.closeLostCommands()])
		).flat();
		assert.deepEqual(
			closed.map((one) => [one.id, one.state, one.runs[0]?.state]),
			[[lost.id, "lost", "lost"]],
		);
		assert.equal(closed[0]?.error?.code, "COMMAND_LOST");
		const found = await audit.findCommand(organisationId, alive.id);
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
		const ground = await makeGround();
		const audit = roomOn(ground);
		const organisationId = await ground.organisation();
		const ids = new Set<string>();
		for (let i = 0; i < 7; i++) {
			const request = words(organisationId, `kubectl get ${i}`);
			ids.add(request.id);
			await ground.transact((tx) => audit.openCommand(tx, request));
		}
		const seen: string[] = [];
		for (let after: string | undefined; ; ) {
			const page = await audit.listCommands(
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

function tampering(
	makeGround: () => Promise<Ground>,
	database: () => Database,
): void {
	async function chain(records: number) {
		const ground = await makeGround();
		const audit = roomOn(ground);
		const organisationId = await ground.organisation();
		for (let i = 1; i <= records; i++)
			await ground.transact((tx) =>
				audit.recordEvent(tx, {
					organisationId,
					code: "cluster.added",
					who,
					outcome: "succeeded",
					subjectId: `clu_${i}`,
					clusters: [{ name: "eu", id: newId("cluster") }],
					channel: "ops",
					processId: newId("process"),
					durationMs: 5,
					digest: "b".repeat(64),
					ref: newId("error"),
					facts: { n: i },
				}),
			);
		return { audit, organisationId };
	}
	/** As somebody who owns the database would do it. */
	async function byForce(statement: string): Promise<void> {
		await database().transact(async (tx) => {
			const on = database().on(tx);
			await sql`set local session_replication_role = replica`.execute(on);
			await sql.raw(statement).execute(on);
		});
	}

	test("the database refuses to change, remove or truncate what was written", async () => {
		const { organisationId } = await chain(2);
		const where = `where organisation_id = '${organisationId}'`;
		for (const statement of [
			`update audit_records set code = 'signed-in' ${where}`,
			`delete from audit_records ${where}`,
			"truncate audit_records",
			`delete from audit_heads ${where}`,
			`update audit_heads set seq = 1 ${where}`,
		])
			await assert.rejects(
				database().transact((tx) =>
					sql.raw(statement).execute(database().on(tx)),
				),
				{ code: "23001" },
				statement,
			);
	});

	test("one altered byte in any column is found, and the record named", async () => {
		const columns = await sql<{ name: string; type: string }>`
			select column_name as name, data_type as type from information_schema.columns
			where table_name = 'audit_records' and column_name not in ('organisation_id', 'seq')
		`.execute(database().on());
		assert.equal(columns.rows.length, 18);
		for (const { name, type } of columns.rows) {
			const { audit, organisationId } = await chain(3);
			const altered =
				type === "bigint"
					? `${name} + 1`
					: type === "timestamp with time zone"
						? `${name} + interval '1 microsecond'`
						: type === "ARRAY"
							? `array['x']`
							: name === "facts"
								? `'{"n":2.0}'`
								: /hash|digest/.test(name)
									? `translate(${name}, '0123456789abcdef', '1234567890bcdefa')`
									: name === "who_kind"
										? "'process'"
										: name === "outcome"
											? "'failed'"
											: `${name} || 'x'`;
			await byForce(
				`alter table audit_records drop constraint if exists audit_records_person_has_email`,
			);
			await byForce(
				`update audit_records set ${name} = ${altered} where organisation_id = '${organisationId}' and seq = 2`,
			);
			const verified = await audit.verifyChain(organisationId);
			assert.equal(verified.ok, false, `${name} was altered unseen`);
			assert.equal(!verified.ok && verified.brokenAt?.seq, 2, name);
		}
	});

	test("a removed, a moved and a cut-off record are found", async () => {
		const at = (organisationId: string, seq: number) =>
			`where organisation_id = '${organisationId}' and seq = ${seq}`;
		const cases: [string, (id: string) => string, number][] = [
			["middle", (id) => `delete from audit_records ${at(id, 2)}`, 2],
			["first", (id) => `delete from audit_records ${at(id, 1)}`, 1],
			["tail", (id) => `delete from audit_records ${at(id, 4)}`, 4],
			[
				"moved",
				(id) =>
					`update audit_records set seq = case seq when 2 then 3 else 2 end where organisation_id = '${id}' and seq in (2, 3)`,
				2,
			],
		];
		for (const [name, statement, seq] of cases) {
			const { audit, organisationId } = await chain(4);
			if (name === "moved") {
				await byForce(
					`update audit_records set seq = 100 ${at(organisationId, 2)}`,
				);
				await byForce(
					`update audit_records set seq = 2 ${at(organisationId, 3)}`,
				);
				await byForce(
					`update audit_records set seq = 3 ${at(organisationId, 100)}`,
				);
			} else await byForce(statement(organisationId));
			const verified = await audit.verifyChain(organisationId);
			assert.equal(!verified.ok && verified.brokenAt?.seq, seq, name);
		}
	});

	test("an all but well-made record behind the head is found", async () => {
		const { audit, organisationId } = await chain(2);
		const [last] = (await audit.listRecords(organisationId, {}, { first: 1 }))
			.items;
		await byForce(
			`insert into audit_records select organisation_id, 3, 'aud_x', at, code, outcome, who_kind, who_id, who_email, subject_id,
				cluster_ids, cluster_names, channel, process_id, duration_ms, digest, ref, facts, hash, hash
			from audit_records where organisation_id = '${organisationId}' and seq = 2`,
		);
		const [entry] = await createPgAuditStore(database()).scan(
			organisationId,
			2,
			1,
		);
		assert.ok(entry && last);
		await byForce(
			`update audit_records set hash = '${entryHash(entry)}' where organisation_id = '${organisationId}' and seq = 3`,
		);
		const verified = await audit.verifyChain(organisationId);
		assert.equal(!verified.ok && verified.brokenAt?.seq, 3);
	});

	test("a long chain is walked in batches", async () => {
		const { audit, organisationId } = await chain(1);
		const ground = await makeGround();
		await ground.transact(async (tx) => {
			for (let i = 0; i < 2100; i++)
				await audit.recordEvent(tx, {
					organisationId,
					code: "signed-in",
					who,
					outcome: "succeeded",
				});
		});
		const verified = await audit.verifyChain(organisationId);
		assert.equal(verified.ok && verified.records, 2101);
	});

	test("a database that went away is said to be unavailable", async () => {
		const gone = createDatabase({
			url: "postgres://nobody@127.0.0.1:1/none",
			log: silentLog,
		});
		await assert.rejects(
			gone.transact(async (tx) => sql`select 1`.execute(gone.on(tx))),
			(error) =>
				error instanceof AppError && error.code === "DATABASE_UNAVAILABLE",
		);
		await assert.rejects(sql`select 1`.execute(gone.on()), {
			code: "DATABASE_UNAVAILABLE",
		});
		const health = await gone.check();
		assert.equal(health.ok, false);
		await gone.stop();
	});
}
