import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { silentLog } from "@quarterdeck/runtime";
import { eachPostgres, until } from "@quarterdeck/testkit";
import { sql } from "kysely";
import pg from "pg";
import { createDatabase, type Database } from "./database.ts";
import { asDatabaseError } from "./database-error.ts";
import { sqlOf } from "./transaction.ts";

/** What a person is told of an error with this code. */
function told(code: string): string {
	return asDatabaseError(
		Object.assign(new Error("in PostgreSQL's words"), { code }),
	).message;
}

test("each cause that is not ours is told as the database's", () => {
	for (const [code, reason] of [
		["08006", /the connection was lost/],
		["25006", /accepts no changes/],
		["53100", /disk is full/],
		["53200", /out of memory/],
		["53300", /too many connections/],
		["57P01", /administrator ended/],
		["57P02", /crashed/],
		["57P03", /starting up or shutting down/],
		["57P05", /idle for too long/],
		["58030", /read or write a file/],
		["57P99", /it failed \(57P99\)/],
		["ENETUNREACH", /network cannot be reached/],
	] as const)
		assert.match(told(code), reason, code);
	for (const code of ["42P01", "23505", "22001", "42501", "XX000", ""])
		assert.equal(told(code), "in PostgreSQL's words", code);
});

eachPostgres((postgres) => {
	async function open(
		t: { after(act: () => Promise<void>): void },
		settings: string,
	): Promise<{ database: Database; url: string }> {
		const { url } = await postgres.freshDatabase();
		const admin = new pg.Client({ connectionString: url });
		await admin.connect();
		await admin.query("create table marks (n integer)");
		const name = (await admin.query("select current_database() as name"))
			.rows[0].name;
		if (settings !== "")
			await admin.query(`alter database ${name} set ${settings}`);
		await admin.end();
		const database = createDatabase({ url, log: silentLog, connections: 1 });
		t.after(() => database.stop());
		return { database, url };
	}
	const write = (database: Database) =>
		database.transact((tx) =>
			sql`insert into marks values (1)`.execute(sqlOf(tx)),
		);

	describe("a server that does not do its work", () => {
		test("because it is read-only", async (t) => {
			const { database } = await open(t, "default_transaction_read_only = on");
			await assert.rejects(write(database), {
				code: "DATABASE_UNAVAILABLE",
				message: /accepts no changes.*25006/,
			});
			const { rows } = await sql`select 1`.execute(database.on());
			assert.equal(rows.length, 1, "reading goes on");
		});

		test("because it ended the session while it was idle", async (t) => {
			const { database, url } = await open(t, "idle_session_timeout = 50");
			await write(database);
			const watcher = new pg.Client({ connectionString: url });
			await watcher.connect();
			await watcher.query("set idle_session_timeout = 0");
			await until(async () => {
				const { rows } = await watcher.query(
					"select from pg_stat_activity where datname = current_database() and application_name = 'quarterdeck'",
				);
				return rows.length === 0;
			});
			await watcher.end();
			await until(async () => {
				try {
					await write(database);
					return true;
				} catch (error) {
					assert.match(String(error), /idle for too long|connection was/);
					return false;
				}
			});
		});

		test("because it takes no more connections", async (t) => {
			const { database, url } = await open(t, "");
			const name = new URL(url).pathname.slice(1);
			const admin = new pg.Client({ connectionString: url });
			await admin.connect();
			// A superuser is let in anyway.
			const role = `few_${name}`;
			await admin.query(`create role ${role} login connection limit 0`);
			t.after(async () => {
				await admin.query(`drop role ${role}`);
				await admin.end();
			});
			const limited = new URL(url);
			limited.searchParams.set("user", role);
			const few = createDatabase({ url: limited.href, log: silentLog });
			t.after(() => few.stop());
			await assert.rejects(write(few), {
				code: "DATABASE_UNAVAILABLE",
				message: /too many connections.*53300/,
			});
			await write(database);
		});

		test("because a limit of time is over", async (t) => {
			const { url } = await open(t, "");
			const database = createDatabase({
				url,
				log: silentLog,
				statementTimeoutMs: 50,
			});
			t.after(() => database.stop());
			await assert.rejects(
				database.transact((tx) => sql`select pg_sleep(10)`.execute(sqlOf(tx))),
				{ code: "DATABASE_UNAVAILABLE", message: /took too long.*57014/ },
			);
		});
	});
});
