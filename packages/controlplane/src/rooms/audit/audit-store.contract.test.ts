import assert from "node:assert/strict";
import { createHash } from "node:crypto";
import { test } from "node:test";
import { AppError, type OrganisationId } from "@quarterdeck/contract";
import {
	createNewId,
	silentLog,
	systemClock,
	type Transact,
} from "@quarterdeck/runtime";
import { eachPostgres } from "@quarterdeck/testkit";
import fc from "fast-check";
import { sql } from "kysely";
import {
	createDatabase,
	type Database,
} from "../../plumbing/postgres/index.ts";
import { expectRecordedSql } from "../../plumbing/postgres/record-sql.fixture.ts";
import { useTestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import { insertOrganisation } from "../people/insert-organisation.fixture.ts";
import { assembleAudit } from "./audit.wiring.ts";
import { createPgAuditStore } from "./audit-store.pg.ts";
import type { AuditStore } from "./audit-store.ts";
import { canonicalJson, entryHash } from "./chain.ts";
import { createPgClusterIndex } from "./cluster-index.pg.ts";
import type { ClusterIndex } from "./cluster-index.ts";
import { createPgSignedHeads } from "./signed-heads.pg.ts";
import type { SignedHeads } from "./signed-heads.ts";

interface Stores {
	readonly auditStore: AuditStore;
	readonly signedHeads: SignedHeads;
	readonly clusterIndex: ClusterIndex;
	readonly transact: Transact;
	organisation(): Promise<OrganisationId>;
}

const newId = createNewId(systemClock);

expectRecordedSql(import.meta.filename, ["audit-store.pg.ts"]);

eachPostgres((postgres) => {
	const store = useTestStore(postgres);
	const stores = async (): Promise<Stores> => ({
		auditStore: createPgAuditStore(store.database),
		signedHeads: createPgSignedHeads(store.database),
		clusterIndex: createPgClusterIndex(store.database),
		transact: store.database.transact,
		organisation: () => insertOrganisation(store.database),
	});
	suite(stores);
	tampering(stores, () => store.database);
});

function auditOn(stores: Stores) {
	return assembleAudit({
		...stores,
		clock: systemClock,
		newId,
		log: silentLog,
	});
}

const ada = { personId: newId("person"), email: "ada@example.com" };
const who = { kind: "person", ...ada } as const;

function suite(openStores: () => Promise<Stores>): void {
	test("what was written is read back, newest first and page by page", async () => {
		const stores = await openStores();
		const audit = auditOn(stores);
		const organisationId = await stores.organisation();
		for (let i = 0; i < 5; i++)
			await stores.transact((tx) =>
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
			head: {
				seq: 5,
				hash: first.items[0]?.hash,
				at: first.items[0]?.at.toISOString().replace("Z", "000Z"),
			},
		});
	});

	test("a filter by time is half-open", async () => {
		const stores = await openStores();
		const audit = auditOn(stores);
		const organisationId = await stores.organisation();
		const record = await stores.transact((tx) =>
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
		const stores = await openStores();
		const audit = auditOn(stores);
		const organisationId = await stores.organisation();
		for (const after of ["", "x", "-1", "1; drop table", "9".repeat(40)])
			await assert.rejects(
				audit.listRecords(organisationId, {}, { first: 1, after }),
				{ code: "INPUT_INVALID" },
			);
	});

	test("a change that fails leaves no record behind", async () => {
		const stores = await openStores();
		const audit = auditOn(stores);
		const organisationId = await stores.organisation();
		const event = {
			organisationId,
			code: "signed-in",
			who,
			outcome: "succeeded",
		} as const;
		await stores.transact((tx) => audit.recordEvent(tx, event));
		await assert.rejects(
			stores.transact(async (tx) => {
				await audit.recordEvent(tx, event);
				throw new Error("the change failed");
			}),
			/the change failed/,
		);
		const verified = await audit.verifyChain(organisationId);
		assert.equal(verified.ok && verified.records, 1);
	});

	test("any text can be written and the chain still holds", async () => {
		const stores = await openStores();
		const audit = auditOn(stores);
		const organisationId = await stores.organisation();
		await fc.assert(
			fc.asyncProperty(
				fc.string({ unit: "binary" }),
				fc.dictionary(
					fc.string({ unit: "binary" }),
					fc.oneof(fc.string({ unit: "binary" }), fc.double(), fc.boolean()),
				),
				async (text, facts) => {
					await stores.transact((tx) =>
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
		const stores = await openStores();
		const audit = auditOn(stores);
		const organisationId = await stores.organisation();
		await Promise.all(
			Array.from({ length: 20 }, () =>
				stores.transact((tx) =>
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
		const stores = await openStores();
		const [audit, replica] = [auditOn(stores), auditOn(stores)];
		const organisationId = await stores.organisation();
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
			{ ...event, organisationId: await stores.organisation() },
		];
		const events = [...Array.from({ length: 5 }, () => event), ...others];
		const written = await Promise.all(
			[...events, ...events].map((one, i) =>
				stores.transact((tx) =>
					(i % 2 ? audit : replica).recordEventOnce(tx, one),
				),
			),
		);
		assert.equal(written.filter((record) => record !== undefined).length, 4);
		const verified = await audit.verifyChain(organisationId);
		assert.equal(verified.ok && verified.records, 3);
	});

	test("a chain that was never begun is broken, for every organisation begins with a record", async () => {
		const stores = await openStores();
		const verified = await auditOn(stores).verifyChain(
			await stores.organisation(),
		);
		assert.equal(verified.ok, false);
	});
}

function tampering(
	openStores: () => Promise<Stores>,
	database: () => Database,
): void {
	async function chain(records: number) {
		const stores = await openStores();
		const audit = auditOn(stores);
		const organisationId = await stores.organisation();
		for (let i = 1; i <= records; i++)
			await stores.transact((tx) =>
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
		assert.equal(columns.rows.length, 19);
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
								: /hash|digest|salt/.test(name)
									? `coalesce(translate(${name}, '0123456789abcdef', '1234567890bcdefa'), repeat('a', 64))`
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

	test("what was typed is hashed apart with a salt, and a record without one is verified as it was hashed before", async () => {
		const { audit, organisationId } = await chain(2);
		const scan = createPgAuditStore(database()).scan;
		const [first, second] = await scan(organisationId, 0, 2);
		assert.ok(first?.factsSalt && second?.factsSalt);
		assert.notEqual(first.factsSalt, second.factsSalt);
		const before = { ...first, factsSalt: null };
		const { hash, previousHash, factsSalt: _, ...fields } = before;
		const asBefore = createHash("sha256")
			.update(previousHash)
			.update(canonicalJson(fields))
			.digest("hex");
		assert.notEqual(asBefore, hash);
		assert.equal(entryHash(before), asBefore);
		await byForce(
			`update audit_records set facts_salt = null, hash = '${asBefore}' where organisation_id = '${organisationId}' and seq = 1`,
		);
		const altered = await audit.verifyChain(organisationId);
		assert.equal(!altered.ok && altered.brokenAt?.seq, 2, "the next one tells");
		const next = { ...second, previousHash: asBefore };
		await byForce(
			`update audit_records set previous_hash = '${asBefore}', hash = '${entryHash(next)}' where organisation_id = '${organisationId}' and seq = 2`,
		);
		await byForce(
			`update audit_heads set hash = '${entryHash(next)}' where organisation_id = '${organisationId}'`,
		);
		assert.equal((await audit.verifyChain(organisationId)).ok, true);
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
				cluster_ids, cluster_names, channel, process_id, duration_ms, digest, ref, facts, hash, hash, facts_salt
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
		const stores = await openStores();
		await stores.transact(async (tx) => {
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
