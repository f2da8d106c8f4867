import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { silentLog } from "@quarterdeck/runtime";
import { createHandClock, eachPostgres } from "@quarterdeck/testkit";
import { sql } from "kysely";
import pg from "pg";
import { createDatabase } from "./database.ts";
import { createDatabaseProbe } from "./database-probe.ts";
import { grantRights } from "./grant-rights.ts";
import { migrate } from "./migrate.ts";
import { openOwnedDatabase } from "./owned-database.fixture.ts";

eachPostgres((postgres) => {
	describe("the application's role", () => {
		test("may not change what was written, and not give itself more", async (t) => {
			const { url, ownerUrl } = await openOwnedDatabase(t, postgres);
			await migrate(ownerUrl);
			await grantRights({ ownerUrl, url });
			await grantRights({ ownerUrl, url });
			const database = createDatabase({ url, log: silentLog });
			t.after(() => database.stop());
			for (const statement of [
				"update audit_records set code = 'x'",
				"delete from audit_records",
				"truncate audit_records",
				"alter table audit_records disable trigger all",
				"drop trigger audit_records_are_append_only on audit_records",
				"set session_replication_role = replica",
				"update audit_heads set organisation_id = 'x'",
				"delete from audit_heads",
				"update audit_signed_heads set seq = 1",
				"delete from audit_signed_heads",
				"insert into audit_record_clusters values ('x', 'x', now(), 1)",
				"delete from configurations",
				"delete from schema_migrations",
				"create table mine (n integer)",
				"create temp table audit_record_clusters (n integer)",
				"create role mine",
				"create function mine() returns integer language sql as 'select 1'",
				"copy (select 1) to program 'true'",
				"copy database_probe from program 'echo'",
				"select pg_read_file('/etc/passwd')",
				"truncate commands",
			])
				await assert.rejects(
					sql.raw(statement).execute(database.on()),
					{ code: "42501" },
					statement,
				);
			const health = await createDatabaseProbe({
				database,
				clock: createHandClock(),
			})();
			assert.ok(health.ok);
			assert.match(health.note ?? "", /^PostgreSQL [\d.]+[^;]*$/);
		});

		test("is noted when it is the owner's, or a superuser's", async (t) => {
			const { ownerUrl, superuserUrl } = await openOwnedDatabase(t, postgres);
			await migrate(ownerUrl);
			await grantRights({ ownerUrl, url: ownerUrl });
			for (const [url, note] of [
				[ownerUrl, /the role \S+ owns the tables/],
				[superuserUrl, /the role \S+ is a superuser/],
			] as const) {
				const database = createDatabase({ url, log: silentLog });
				const clock = createHandClock();
				const health = await createDatabaseProbe({ database, clock })();
				await database.stop();
				assert.match((health.ok && health.note) || "", note);
			}
		});
	});

	test("a database that only reads is not ready, and is when it writes again", async (t) => {
		const { url, ownerUrl, superuserUrl } = await openOwnedDatabase(
			t,
			postgres,
		);
		await migrate(ownerUrl);
		await grantRights({ ownerUrl, url });
		const database = createDatabase({ url, log: silentLog, connections: 1 });
		t.after(() => database.stop());
		const clock = createHandClock();
		const probe = createDatabaseProbe({ database, clock });
		const admin = new pg.Client({ connectionString: superuserUrl });
		// The database is removed with this session in it.
		admin.on("error", () => {});
		await admin.connect();
		const name = new URL(url).pathname.slice(1);
		const turn = async (setting: "on" | "off") => {
			await admin.query(
				`alter database ${name} set default_transaction_read_only = ${setting}`,
			);
			await admin.query(
				"select pg_terminate_backend(pid, 5000) from pg_stat_activity where datname = $1 and application_name = 'quarterdeck'",
				[name],
			);
		};
		assert.equal((await probe()).ok, true);
		await turn("on");
		assert.equal((await probe()).ok, true, "one answer stands for a second");
		await clock.wind(1000);
		// The first to use a session that was ended is told so.
		await probe();
		await clock.wind(1000);
		const health = await probe();
		assert.match(health.ok ? "" : health.problem, /accepts no changes.*25006/);
		await turn("off");
		await clock.wind(1000);
		await probe();
		await clock.wind(1000);
		assert.equal((await probe()).ok, true);
	});
});
