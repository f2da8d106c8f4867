import assert from "node:assert/strict";
import { describe, test } from "node:test";
import type { OrganisationId } from "@quarterdeck/contract";
import { createNewId, silentLog, systemClock } from "@quarterdeck/runtime";
import { eachPostgres } from "@quarterdeck/testkit";
import { sql } from "kysely";
import { expectRecordedSql } from "../../plumbing/postgres/record-sql.fixture.ts";
import { useTestStore } from "../../plumbing/postgres/test-store.fixture.ts";
import { insertOrganisation } from "../people/insert-organisation.fixture.ts";
import type { Audit } from "./audit.ts";
import { createAudit } from "./audit.wiring.ts";
import type { SignedHead } from "./signed-head.ts";

const newId = createNewId(systemClock);
const ada = { personId: newId("person"), email: "ada@example.com" };

expectRecordedSql(import.meta.filename, [
	"signed-heads.pg.ts",
	"cluster-index.pg.ts",
]);

eachPostgres((postgres) => {
	const store = useTestStore(postgres);

	async function stage(given: { readonly key?: Uint8Array } = {}) {
		const sent: SignedHead[] = [];
		const audit = createAudit({
			database: store.database,
			clock: systemClock,
			newId,
			log: silentLog,
			headKey: given.key ?? new Uint8Array(32).fill(7),
			headCopies: [
				{
					name: "dead",
					keep: () => Promise.reject(new Error("nobody is there")),
				},
				{ name: "list", keep: async (head) => void sent.push(head) },
			],
		});
		return {
			audit,
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
