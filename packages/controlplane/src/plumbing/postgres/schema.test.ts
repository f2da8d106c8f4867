import assert from "node:assert/strict";
import { join } from "node:path";
import { test } from "node:test";
import { eachPostgres, expectRecorded } from "@quarterdeck/testkit";
import pg from "pg";
import { migrate } from "./migrate.ts";
import { schemaText } from "./schema-text.fixture.ts";

eachPostgres((postgres) => {
	test("schema.sql is what the migrations make", async () => {
		const { url } = await postgres.freshDatabase(
			async (to) => void (await migrate(to)),
			{ template: "controlplane" },
		);
		expectRecorded(
			join(import.meta.dirname, "schema.sql"),
			await schemaText(url),
			"plumbing/postgres/schema",
		);
	});

	test("the text names everything a migration can make", async () => {
		const { url } = await postgres.freshDatabase();
		const client = new pg.Client({ connectionString: url });
		await client.connect();
		await client.query(`
			create type mood as enum ('sad', 'glad');
			create table owners (id text collate "C" constraint owners_key primary key);
			create table things (
				id bigint generated always as identity,
				owner text not null constraint things_owner_exists references owners (id) on delete cascade,
				size integer not null default 3 constraint things_are_small check (size < 10),
				twice integer generated always as (size * 2) stored,
				mood mood
			);
			create unique index things_by_size on things (size) where owner <> '';
			create function refuse() returns trigger language plpgsql as $$ begin raise 'no'; end $$;
			create trigger things_stay before delete on things for each row execute function refuse();
			create view large as select id from things where size > 5;
		`);
		await client.end();
		const text = await schemaText(url);
		for (const line of [
			'	id text collate "C" not null',
			"	owner text not null",
			"	size integer not null default 3",
			"	twice integer generated always as ((size * 2)) stored",
			"	mood mood",
			"	constraint owners_key PRIMARY KEY (id)",
			"	constraint things_owner_exists FOREIGN KEY (owner) REFERENCES owners(id) ON DELETE CASCADE",
			"	constraint things_are_small CHECK (size < 10)",
			"CREATE UNIQUE INDEX things_by_size ON public.things USING btree (size) WHERE (owner <> ''::text);",
			"CREATE TRIGGER things_stay BEFORE DELETE ON things FOR EACH ROW EXECUTE FUNCTION refuse();",
			"create type mood as enum ('sad', 'glad');",
			"create sequence things_id_seq;",
			"create view large as",
			"CREATE OR REPLACE FUNCTION public.refuse()",
		])
			assert.ok(
				text.split("\n").some((found) => found.replace(/,$/, "") === line),
				`${line}\nis missing in\n${text}`,
			);
	});
});
