import assert from "node:assert/strict";
import { chmodSync } from "node:fs";
import { test } from "node:test";
import { tempDir, testEnvironment } from "@quarterdeck/testkit";
import { Client } from "pg";
import { startEmbeddedPostgres } from "./embedded-postgres.ts";

async function ask(url: string, ...statements: string[]): Promise<unknown[]> {
	const client = new Client({ connectionString: url });
	await client.connect();
	try {
		let rows: unknown[] = [];
		for (const statement of statements)
			rows = (await client.query(statement)).rows;
		return rows;
	} finally {
		await client.end();
	}
}

const superpowers = `
	select current_user as role, rolsuper or rolcreaterole or rolcreatedb or rolbypassrls or rolreplication as may
	from pg_roles where rolname = current_user
`;

test("the application's role and the owner's have no powers over the server, also on data that a superuser made", async (t) => {
	const { cacheDir } = testEnvironment();
	const dataDir = tempDir(t);
	chmodSync(dataDir, 0o755);
	const start = () =>
		startEmbeddedPostgres({ cacheDir, dataDir, durable: false, say() {} });
	const first = await start();
	await ask(
		first.url,
		"create table old (n integer generated always as identity)",
		"create function old_one() returns integer language sql as 'select 1'",
		"insert into old default values",
	);
	await first.stop();
	const server = await start();
	t.after(() => server.stop());
	const { applicationUrl, ownerUrl } = server;
	assert.deepEqual(await ask(applicationUrl, superpowers), [
		{ role: "quarterdeck_application", may: false },
	]);
	assert.deepEqual(await ask(ownerUrl, superpowers), [
		{ role: "quarterdeck_owner", may: false },
	]);
	for (const url of [applicationUrl, ownerUrl])
		for (const statement of [
			"copy (select 1) to program 'true'",
			"alter role quarterdeck_application superuser",
			"set role quarterdeck",
			"set session authorization quarterdeck",
			"set session_replication_role = replica",
			"create extension dblink",
			"select lo_create(0)",
			"select lo_creat(-1)",
			"select lo_from_bytea(0, 'x')",
			"select lo_put(1, 0, 'x')",
			"select lo_import('/etc/passwd')",
			"select pg_read_file('/etc/passwd')",
			"select pg_ls_dir('/')",
			"create event trigger mine on ddl_command_start execute function pg_notify()",
		])
			await assert.rejects(ask(url, statement), { code: "42501" }, statement);
	for (const statement of [
		"select from old",
		"create table mine (n integer)",
		"create temp table mine (n integer)",
		"alter table old disable trigger all",
	])
		await assert.rejects(
			ask(applicationUrl, statement),
			{ code: "42501" },
			statement,
		);
	assert.deepEqual(
		await ask(
			ownerUrl,
			"alter table old add column more integer",
			"create or replace function old_one() returns integer language sql as 'select 2'",
			"insert into old default values returning n",
		),
		[{ n: 2 }],
	);
});
