import assert from "node:assert/strict";
import { test } from "node:test";
import { sql } from "kysely";
import { askApi } from "./ask-api.fixture.ts";
import { stageApi } from "./stage-api.fixture.ts";

const verify = `mutation { verifyAudit {
	ok reason missesSinceHead signedHead { seq } unsigned { records } lostHeads { seq hash }
} }`;
const acknowledge = `mutation ($head: AuditHeadInput!, $reason: String!) {
	acknowledgeLostAuditHead(head: $head, reason: $reason) { code person facts }
}`;

const losses = "{ lostAuditHeads { seq hash recordId } }";

test("a lost head fails verification until the owner acknowledges it with a reason", async (t) => {
	const staged = await stageApi(t);
	const { audit, organisation, people, signIn, signedIn, database } = staged;
	const before = await askApi(staged, verify);
	const proof = before.data?.verifyAudit as {
		ok: boolean;
		signedHead: { seq: number };
		unsigned: unknown;
	};
	assert.deepEqual([proof.ok, proof.unsigned], [true, null]);
	await people.addPerson(signedIn.actor, organisation.id, {
		email: "cem@example.com",
	});
	await audit.signHeads({ organisationId: organisation.id });
	const lost = await audit.newestSignedHead(organisation.id);
	assert.ok(lost && lost.seq > proof.signedHead.seq);
	const where = sql`where organisation_id = ${organisation.id}`;
	await database.transact(async (tx) => {
		const on = database.on(tx);
		const end = proof.signedHead.seq;
		for (const statement of [
			sql`set local session_replication_role = replica`,
			sql`delete from audit_records ${where} and seq > ${end}`,
			sql`delete from audit_record_clusters ${where} and seq > ${end}`,
			sql`update audit_heads set seq = ${end}, hash = (select hash from audit_records ${where} and seq = ${end}) ${where}`,
			sql`delete from audit_signed_heads ${where} and seq > ${end}`,
		])
			await statement.execute(on);
	});
	assert.equal(await audit.noteLostHead(lost, "eu"), "open");
	const { seq, hash } = lost;
	const open = await lostHeads(staged);
	assert.deepEqual(
		open.map((one) => [one.seq, one.hash]),
		[[seq, hash]],
	);
	const recordOfLoss = await audit.findRecord(
		organisation.id,
		open[0]?.recordId ?? "",
	);
	assert.equal(recordOfLoss?.code, "audit.head-lost");
	const after = await askApi(staged, verify);
	const found = after.data?.verifyAudit as {
		ok: boolean;
		reason: string;
		missesSinceHead: boolean;
		lostHeads: unknown;
	};
	assert.deepEqual(
		[found.ok, found.missesSinceHead, found.lostHeads],
		[false, false, [{ seq, hash }]],
	);
	assert.match(found.reason, /qd audit acknowledge \d+:[0-9a-f]{64} --reason/);

	const bob = await people.addPerson(signedIn.actor, organisation.id, {
		email: "bob@example.com",
	});
	const { token } = await signIn.makeApiToken(organisation.id, bob.id, "test");
	const refused = async (who: { url: string; token: string }, given: object) =>
		(await askApi(who, acknowledge, given)).errors?.[0]?.extensions?.code;
	const head = { seq, hash };
	const reason = "Restored the backup of Monday";
	const member = { url: staged.url, token };
	assert.equal((await lostHeads(member)).length, 1, "whoever reads the audit");
	assert.equal(await refused(member, { head, reason }), "NOT_ALLOWED");
	assert.equal(await refused(staged, { head, reason: " " }), "INPUT_INVALID");
	assert.equal(
		await refused(staged, { head: { ...head, seq: seq + 1 }, reason }),
		"AUDIT_HEAD_NOT_LOST",
	);
	const { data, errors } = await askApi(staged, acknowledge, { head, reason });
	const record = data?.acknowledgeLostAuditHead as {
		code: string;
		facts: { reason: string };
	};
	assert.ok(record, JSON.stringify(errors));
	assert.equal(record.code, "audit.head-loss-acknowledged");
	assert.equal(record.facts.reason, reason);
	const now = (await askApi(staged, verify)).data?.verifyAudit as typeof found;
	assert.deepEqual([now.ok, now.reason, now.lostHeads], [true, null, []]);
	assert.deepEqual(await lostHeads(staged), []);
	assert.equal(await refused(staged, { head, reason }), "AUDIT_HEAD_NOT_LOST");
});

async function lostHeads(who: { url: string; token: string }) {
	const { data } = await askApi(who, losses);
	return data?.lostAuditHeads as {
		seq: number;
		hash: string;
		recordId: string;
	}[];
}
