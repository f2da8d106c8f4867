import assert from "node:assert/strict";
import { cp, mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { isId } from "@quarterdeck/contract";
import { silentLog } from "@quarterdeck/runtime";
import { eachPostgres } from "@quarterdeck/testkit";
import { sql } from "kysely";
import {
	createDatabase,
	type Database,
	migrate,
} from "../../plumbing/postgres/index.ts";
import { newId } from "../sign-in/people-and-sign-in.fixture.ts";

const all = fileURLToPath(new URL("../../../migrations/", import.meta.url));

eachPostgres((postgres) => {
	test("people from before there were accounts get one for each email, and their tokens go on", async (t) => {
		const before = await mkdtemp(join(tmpdir(), "quarterdeck-migrations-"));
		t.after(() => rm(before, { recursive: true }));
		const name = "0001-first-rooms.sql";
		await cp(join(all, name), join(before, name));
		const { url } = await postgres.freshDatabase(
			async (to) => void (await migrate(to, { directory: before })),
		);
		const database = createDatabase({ url, log: silentLog });
		t.after(() => database.stop());
		const ids = await seed(database);
		await migrate(url);
		const { rows } = await sql<{
			id: string;
			accountId: string;
			email: string;
		}>`
			select people.id, account_id as "accountId", accounts.email
			from people join accounts on accounts.id = people.account_id
		`.execute(database.on());
		const accountOf = new Map(rows.map((row) => [row.id, row]));
		assert.equal(rows.length, ids.length);
		for (const row of rows) assert.ok(isId("account", row.accountId));
		const [ada, bobHere, bobThere, gil, gone, again] = ids.map(
			(id) => accountOf.get(id)?.accountId,
		);
		assert.equal(bobHere, bobThere);
		assert.equal(gone, again, "also one who was removed and added again");
		assert.equal(new Set([ada, bobHere, gil, gone]).size, 4);
		const accounts = await sql<{ count: number }>`
			select count(*) from accounts
		`.execute(database.on());
		assert.equal(accounts.rows[0]?.count, 4);
		const tokens = await sql<{ scopes: unknown }>`
			select scopes from api_tokens
		`.execute(database.on());
		assert.deepEqual(tokens.rows, [{ scopes: null }]);
	});
});

/** Two organisations as they were stored before: Bob is in both, one person was removed and added again. */
async function seed(database: Database): Promise<readonly string[]> {
	const ids = Array.from({ length: 6 }, () => newId("person"));
	const rows = [
		["org_a", "ada", "owner", null],
		["org_a", "bob", "member", null],
		["org_b", "bob", "member", null],
		["org_b", "gil", "owner", null],
		["org_a", "eve", "member", "2026-01-02"],
		["org_a", "eve", "member", null],
	] as const;
	await database.transact(async (tx) => {
		const on = database.on(tx);
		await sql`insert into organisations values ('org_a', 'Acme', now()), ('org_b', 'Globex', now())`.execute(
			on,
		);
		for (const [i, [organisation, who, role, removed]] of rows.entries())
			await sql`
				insert into people (organisation_id, id, email, display_name, groups, role, created_at, removed_at)
				values (${organisation}, ${ids[i]}, ${`${who}@example.com`}, ${who}, '{}', ${role}, now(), ${removed}::timestamptz)
			`.execute(on);
		await sql`
			insert into api_tokens (organisation_id, id, person_id, secret_hash, label, created_at)
			values ('org_a', 'tok_x', ${ids[0]}, repeat('0', 64), 'old', now())
		`.execute(on);
	});
	return ids;
}
