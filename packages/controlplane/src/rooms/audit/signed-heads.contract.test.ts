import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { OrganisationId } from "@quarterdeck/contract";
import {
	createMetrics,
	createNewId,
	type Log,
	silentLog,
	systemClock,
} from "@quarterdeck/runtime";
import { createHandClock, eachPostgres } from "@quarterdeck/testkit";
import { sql } from "kysely";
import { expectRecordedSql } from "../../plumbing/postgres/record-sql.fixture.ts";
import { useTestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import { insertOrganisation } from "../people/insert-organisation.fixture.ts";
import type { Audit } from "./audit.ts";
import { createAudit } from "./audit.wiring.ts";
import type { SignedHead } from "./signed-head.ts";

const newId = createNewId(systemClock);
const who = {
	kind: "person",
	personId: newId("person"),
	email: "ada@example.com",
} as const;
const ada = { personId: newId("person"), email: "ada@example.com" };

expectRecordedSql(import.meta.filename, [
	"signed-heads.pg.ts",
	"cluster-index.pg.ts",
]);

eachPostgres((postgres) => {
	const store = useTestStore(postgres);

	async function stage(given: { readonly key?: Uint8Array } = {}) {
		const sent: SignedHead[] = [];
		const clock = createHandClock(new Date());
		const said: string[] = [];
		const log: Log = {
			...silentLog,
			error: (text, facts) =>
				void said.push(`${facts?.organisationId} ${facts?.reason} (${text})`),
		};
		const audit = createAudit({
			database: store.database,
			clock,
			newId,
			log,
			headKey: given.key ?? new Uint8Array(32).fill(7),
			headCopies: [
				{
					name: "dead",
					keep: () => Promise.reject(new Error("nobody is there")),
				},
				{ name: "list", keep: async (head) => void sent.push(head) },
			],
		});
		const metrics = createMetrics({ processMetrics: false });
		const heads = audit.watchHeads(metrics);
		/** Looks once, and answers what it says. */
		async function watch() {
			await heads.job.run(new AbortController().signal);
			const { text } = await metrics.expose();
			const gauges = Object.fromEntries(
				[...text.matchAll(/^quarterdeck_(\w+) (\S+)$/gm)].map(
					([, name, value]) => [name, Number(value)],
				),
			);
			const health = heads.health();
			assert.ok(health.ok, "no replica is put out of service");
			return { said: said.join("\n"), note: health.note ?? "", gauges };
		}
		return {
			audit,
			watch,
			clock,
			sent,
			organisationId: await insertOrganisation(store.database),
		};
	}
	async function write(
		audit: Audit,
		organisationId: OrganisationId,
		count: number,
		clusters: readonly string[] = ["eu", "us", "eu"],
	): Promise<void> {
		for (let n = 0; n < count; n++)
			await store.database.transact((tx) =>
				audit.recordEvent(tx, {
					organisationId,
					code: "cluster.added",
					who: { kind: "person", ...ada },
					outcome: "succeeded",
					clusters: clusters.map((name) => ({ name })),
				}),
			);
	}
	/** As somebody who owns the database would do it. */
	async function byForce(...statements: readonly string[]): Promise<void> {
		await store.database.transact(async (tx) => {
			const on = store.database.on(tx);
			await sql`set local session_replication_role = replica`.execute(on);
			for (const statement of statements) await sql.raw(statement).execute(on);
		});
	}
	const of = (organisationId: string, condition: string) =>
		`where organisation_id = '${organisationId}' and ${condition}`;

	describe("heads", () => {
		test("are signed when the chain grew, once, and sent to every place that takes them", async () => {
			const { audit, sent, organisationId } = await stage();
			assert.equal(await audit.newestSignedHead(organisationId), undefined);
			await write(audit, organisationId, 2);
			await Promise.all([
				audit.signHeads({ organisationId }),
				audit.signHeads({ organisationId }),
			]);
			await audit.signHeads();
			await write(audit, organisationId, 1);
			await audit.signHeads();
			const own = sent.filter((head) => head.organisationId === organisationId);
			assert.deepEqual(
				own.map(({ seq }) => seq),
				[2, 3],
			);
			const verified = await audit.verifyChain(organisationId);
			assert.ok(verified.ok);
			assert.deepEqual(verified.signedHead, own[1]);
			assert.equal(verified.head.hash, own[1]?.hash);
			const listed: SignedHead[] = [];
			for await (const some of audit.signedHeads(organisationId, 2))
				listed.push(...some);
			assert.deepEqual(listed, [own[0]]);
		});

		test("tell that a tail and its head were cut off together", async () => {
			const { audit, organisationId } = await stage();
			await write(audit, organisationId, 4);
			await audit.signHeads({ organisationId });
			await byForce(
				`delete from audit_records ${of(organisationId, "seq > 2")}`,
				`update audit_heads set seq = 2, hash = (select hash from audit_records ${of(organisationId, "seq = 2")}) ${of(organisationId, "true")}`,
				`delete from audit_record_clusters ${of(organisationId, "seq > 2")}`,
			);
			const verified = await audit.verifyChain(organisationId);
			assert.deepEqual(!verified.ok && verified.brokenAt, { seq: 3 });
			assert.match(
				verified.ok ? "" : verified.reason,
				/ends at record 2, but record 4 was signed at/,
			);
		});

		test("that somebody else signed are found behind the first of ours", async () => {
			const { audit, organisationId } = await stage();
			const other = await stage({ key: new Uint8Array(32).fill(8) });
			await write(audit, organisationId, 1);
			await other.audit.signHeads({ organisationId });
			await write(audit, organisationId, 1);
			await audit.signHeads({ organisationId });
			const replaced = await audit.verifyChain(organisationId);
			assert.ok(replaced.ok, "the master key was replaced once");
			await write(audit, organisationId, 1);
			await other.audit.signHeads({ organisationId });
			const verified = await audit.verifyChain(organisationId);
			assert.deepEqual(!verified.ok && verified.brokenAt, { seq: 3 });
		});

		for (const [column, value] of [
			["hash", `'${"a".repeat(64)}'`],
			["at", "at + interval '1 second'"],
			["public_key", `'${Buffer.alloc(32, 1).toString("base64url")}'`],
			["signature", `'${Buffer.alloc(64, 1).toString("base64url")}'`],
		] as const)
			test(`are found when their ${column} was altered`, async () => {
				const { audit, organisationId } = await stage();
				await write(audit, organisationId, 2);
				await audit.signHeads({ organisationId });
				await byForce(
					`update audit_signed_heads set ${column} = ${value} ${of(organisationId, "true")}`,
				);
				const verified = await audit.verifyChain(organisationId);
				assert.deepEqual(!verified.ok && verified.brokenAt, { seq: 2 });
			});

		test("that were noted elsewhere are held by the chain, or the reason is told", async () => {
			const { audit, organisationId } = await stage();
			await write(audit, organisationId, 3);
			const verified = await audit.verifyChain(organisationId);
			assert.ok(verified.ok);
			const { seq, hash } = verified.head;
			const held = (noted: { seq: number; hash: string }) =>
				audit.whyNotHeld(organisationId, noted);
			assert.equal(await held({ seq, hash }), undefined);
			assert.equal(await held({ seq: 0, hash: "0".repeat(64) }), undefined);
			assert.match((await held({ seq: 2, hash })) ?? "", /not the one/);
			assert.match((await held({ seq: 4, hash })) ?? "", /ends at record 3/);
		});

		test("are signed although rows ahead of the chain, or in their place, say that they are", async () => {
			const { audit, organisationId, watch } = await stage();
			await write(audit, organisationId, 3);
			const row = (seq: number, signature: string) =>
				`insert into audit_signed_heads select organisation_id, ${seq}, hash, now(), '${audit.headKey}', '${signature}' from audit_heads ${of(organisationId, "true")}`;
			await byForce(row(1_000_000, "eHg"), row(3, "eXk"));
			await assert.rejects(
				sql.raw(row(2, "eno")).execute(store.database.on()),
				{
					code: "23001",
					constraint: "audit_signed_heads_are_of_records",
				},
			);
			await audit.signHeads({ organisationId });
			assert.equal((await audit.newestSignedHead(organisationId))?.seq, 3);
			const found = await watch();
			assert.ok(
				found.said.includes(
					`${organisationId} has 2 rows of signed heads with a wrong signature`,
				),
			);
			assert.match(found.note, /rows of signed heads with a wrong signature/);
			assert.ok((found.gauges.audit_forged_heads ?? 0) >= 2);
			const verified = await audit.verifyChain(organisationId);
			assert.match(verified.ok ? "" : verified.reason, /signature of its head/);
			await byForce(
				`delete from audit_signed_heads ${of(organisationId, "signature = 'eXk'")}`,
			);
			const ahead = await audit.verifyChain(organisationId);
			assert.match(
				ahead.ok ? "" : ahead.reason,
				/ends at record 3, but a head of record 1000000 lies beside it with a wrong signature/,
			);
			const exported: SignedHead[] = [];
			for await (const some of audit.signedHeads(organisationId, 9_999_999))
				exported.push(...some);
			assert.deepEqual(
				exported.map(({ seq }) => seq),
				[3],
			);
		});

		test("that cannot be signed are told by log, metric and health, and keep no other chain from being signed", async () => {
			const { audit, organisationId, watch, clock } = await stage();
			const other = await stage();
			await write(audit, organisationId, 2);
			await write(other.audit, other.organisationId, 1);
			await byForce(
				`update audit_heads set hash = '${"a".repeat(64)}' ${of(organisationId, "true")}`,
			);
			await audit.signHeads();
			assert.ok(await audit.newestSignedHead(other.organisationId));
			assert.equal(await audit.newestSignedHead(organisationId), undefined);
			const late = `${organisationId} has old records that no signed head covers`;
			assert.equal((await watch()).said.includes(late), false);
			await clock.wind(6 * 60_000);
			const { said, gauges } = await watch();
			assert.ok(said.includes(late));
			assert.ok((gauges.audit_unsigned_seconds ?? 0) >= 360);
		});

		async function cutTo(organisationId: string, seq: number): Promise<void> {
			await byForce(
				`delete from audit_records ${of(organisationId, `seq > ${seq}`)}`,
				`update audit_heads set seq = ${seq}, hash = (select hash from audit_records ${of(organisationId, `seq = ${seq}`)}) ${of(organisationId, "true")}`,
				`delete from audit_record_clusters ${of(organisationId, `seq > ${seq}`)}`,
			);
		}

		for (const [how, forget, restart] of [
			["a row", "true", true],
			["the process that signed it", "false", false],
		] as const)
			test(`that the chain lost are recorded when ${how} knows them, until the owner acknowledges it`, async () => {
				const first = await stage();
				const { organisationId } = first;
				await write(first.audit, organisationId, 2);
				await first.audit.signHeads({ organisationId });
				await write(first.audit, organisationId, 2);
				await first.audit.signHeads({ organisationId });
				await write(first.audit, organisationId, 1);
				await first.audit.signHeads({ organisationId });
				const known = await first.audit.newestSignedHead(organisationId);
				assert.equal(known?.seq, 5);
				await cutTo(organisationId, 3);
				await byForce(
					`delete from audit_signed_heads ${of(organisationId, `seq > 3 and not ${forget}`)}`,
				);
				const { audit, watch } = restart ? await stage() : first;
				await audit.signHeads({ organisationId });
				// The chain grows past what was cut off.
				await write(audit, organisationId, 4);
				await audit.signHeads({ organisationId });
				const { audit: later } = await stage();
				const [open, ...others] = await later.openLostHeads(organisationId);
				assert.deepEqual([open?.seq, open?.hash, others], [5, known.hash, []]);
				const found = await watch();
				assert.ok(found.said.includes(`${organisationId} lost 1 signed heads`));
				assert.ok((found.gauges.audit_lost_heads ?? 0) >= 1);
				const page = await later.listRecords(
					organisationId,
					{ code: "audit.head-lost" },
					{ first: 5 },
				);
				assert.equal(page.items.length, 1);
				const given = { organisationId, head: known, who, reason: "restored" };
				await assert.rejects(
					later.acknowledgeLostHead({ ...given, head: { ...known, seq: 4 } }),
					{ code: "AUDIT_HEAD_NOT_LOST" },
				);
				await later.acknowledgeLostHead(given);
				await later.signHeads({ organisationId });
				assert.deepEqual(await later.openLostHeads(organisationId), []);
				const verified = await later.verifyChain(organisationId);
				assert.ok(verified.ok, JSON.stringify(verified));
				assert.equal(await later.noteLostHead(known), "acknowledged");
				// Another cut is another loss, also of the same numbers.
				const regrown = await later.newestSignedHead(organisationId);
				assert.ok(regrown);
				await cutTo(organisationId, 4);
				await later.signHeads({ organisationId });
				const again = await later.openLostHeads(organisationId);
				assert.ok(again.some(({ hash }) => hash === regrown.hash));
			});

		test("that nobody of ours signed, or acknowledgements that the database made up, change nothing", async () => {
			const { audit, organisationId } = await stage();
			await write(audit, organisationId, 3);
			await audit.signHeads({ organisationId });
			const known = await audit.newestSignedHead(organisationId);
			assert.ok(known);
			const lie = { ...known, hash: "a".repeat(64) };
			assert.equal(await audit.noteLostHead(lie), "unproved");
			const other = await stage({ key: new Uint8Array(32).fill(9) });
			assert.equal(await other.audit.noteLostHead(known), "unproved");
			await cutTo(organisationId, 2);
			const { seq, hash, at } = known;
			await store.database.transact((tx) =>
				audit.recordEvent(tx, {
					organisationId,
					code: "audit.head-loss-acknowledged",
					who,
					outcome: "succeeded",
					subjectId: `${seq}:${hash}`,
					facts: { seq, hash, signedAt: at, from: 2, reason: "x", proof: "eA" },
				}),
			);
			await audit.signHeads({ organisationId });
			assert.equal((await audit.openLostHeads(organisationId)).length, 1);
		});

		test("that the database made up of values that are none leave lists and verification working", async () => {
			const { audit, organisationId } = await stage();
			await write(audit, organisationId, 3);
			for (const code of [
				"audit.head-loss-acknowledged",
				"audit.head-lost",
			] as const)
				for (const made of [{ toString: 1 }, ["x"], null, "9", -1e308])
					await store.database.transact((tx) =>
						audit.recordEvent(tx, {
							organisationId,
							code,
							who,
							outcome: "succeeded",
							facts: Object.fromEntries(
								["seq", "hash", "signedAt", "from", "proof"].map((name) => [
									name,
									made,
								]),
							) as never,
						}),
					);
			await audit.signHeads({ organisationId });
			assert.deepEqual(await audit.openLostHeads(organisationId), []);
			assert.equal((await audit.verifyChain(organisationId)).ok, true);
		});

		test("cannot be changed, removed or truncated", async () => {
			const { audit, organisationId } = await stage();
			await write(audit, organisationId, 1);
			await audit.signHeads({ organisationId });
			for (const statement of [
				"update audit_signed_heads set seq = 9",
				"delete from audit_signed_heads",
				"truncate audit_signed_heads",
				"truncate audit_heads",
			])
				await assert.rejects(
					sql.raw(statement).execute(store.database.on()),
					{ code: "23001" },
					statement,
				);
		});
	});

	describe("the table that lists by cluster", () => {
		for (const [what, statement, seq] of [
			["lacks a row", "delete from audit_record_clusters", 2],
			[
				"names another instant",
				"update audit_record_clusters set at = at + interval '1 second'",
				2,
			],
		] as const)
			test(`is compared with the chain: it ${what}`, async () => {
				const { audit, organisationId } = await stage();
				await write(audit, organisationId, 3);
				await byForce(
					`${statement} ${of(organisationId, "seq = 2 and cluster_name = 'us'")}`,
				);
				const verified = await audit.verifyChain(organisationId);
				assert.deepEqual(!verified.ok && verified.brokenAt, { seq });
				assert.match(verified.ok ? "" : verified.reason, /lists by cluster/);
			});

		test("is compared with the chain: it has a row too many", async () => {
			const { audit, organisationId } = await stage();
			await write(audit, organisationId, 3);
			await byForce(
				`insert into audit_record_clusters (organisation_id, cluster_name, at, seq)
				select organisation_id, 'asia', at, seq from audit_records ${of(organisationId, "seq = 3")}`,
			);
			const verified = await audit.verifyChain(organisationId);
			assert.deepEqual(!verified.ok && verified.brokenAt, { seq: 3 });
		});
	});
});
