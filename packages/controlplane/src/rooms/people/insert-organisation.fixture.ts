import type { OrganisationId } from "@quarterdeck/contract";
import { createNewId, systemClock } from "@quarterdeck/runtime";
import { sql } from "kysely";
import type { Database } from "../../plumbing/postgres/index.ts";

const newId = createNewId(systemClock);

/** An organisation with its owner, for the contract suites of the rooms whose rows point at one. */
export async function insertOrganisation(
	database: Database,
): Promise<OrganisationId> {
	const id = newId("organisation");
	await database.transact(async (tx) => {
		const on = database.on(tx);
		await sql`insert into organisations values (${id}, 'Acme', now())`.execute(
			on,
		);
		await sql`
			with account as (
				insert into accounts (id, email, display_name, created_at)
				values ('acc_' || ${id}, ${id} || '@example.com', 'Ada', now()) returning id, email
			)
			insert into people (organisation_id, id, account_id, email, display_name, groups, role, created_at)
			select ${id}, ${newId("person")}, id, email, 'Ada', '{}', 'owner', now() from account
		`.execute(on);
	});
	return id;
}
