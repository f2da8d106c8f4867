import type { OrganisationId } from "@quarterdeck/contract";
import { sql } from "kysely";
import type { Database } from "../../plumbing/postgres/index.ts";

/** Makes every insertion into a table fail, or mends it: as if the process died there. Tests of one file run one after the other. */
export async function breakInserts(
	database: Database,
	table: string,
	isBroken: boolean,
): Promise<void> {
	const on = database.on();
	await sql`
		create or replace function fail_on_purpose() returns trigger language plpgsql as $$
		begin raise exception 'broken on purpose'; end $$
	`.execute(on);
	await sql`drop trigger if exists broken on ${sql.table(table)}`.execute(on);
	if (isBroken)
		await sql`
			create trigger broken before insert on ${sql.table(table)} for each statement execute function fail_on_purpose()
		`.execute(on);
}

/** Moves the kept events of an organisation into the far future, as an agent with a wrong clock would. */
export async function aheadOfTime(
	database: Database,
	organisationId: OrganisationId,
): Promise<void> {
	await sql`
		update agent_events set happened_at = '2199-01-01T00:00:00Z' where organisation_id = ${organisationId}
	`.execute(database.on());
}
