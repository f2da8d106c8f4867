import type {
	AccountId,
	OrganisationId,
	PersonId,
} from "@quarterdeck/contract";
import { createNewId, systemClock } from "@quarterdeck/runtime";
import { sql } from "kysely";
import type { Database } from "../../plumbing/postgres/index.ts";

const newId = createNewId(systemClock);

/** A member, whose account is made when there is none of that email, for the contract suites of rooms that ask about people. */
export async function insertMember(
	database: Database,
	organisationId: OrganisationId,
	given: {
		readonly email: string;
		readonly joinedAt: Date;
		readonly lineOf?: AccountId;
	},
): Promise<{ readonly personId: PersonId; readonly accountId: AccountId }> {
	const { email, joinedAt, lineOf } = given;
	const personId = newId("person");
	const { rows } = await sql<{ accountId: AccountId }>`
		with account as (
			insert into accounts (id, email, display_name, created_at) values (${newId("account")}, ${email}, ${email}, now())
			on conflict (email) do update set email = excluded.email returning id
		)
		insert into people (organisation_id, id, account_id, email, display_name, groups, role, created_at, line_of)
		select ${organisationId}, ${personId}, id, ${email}, ${email}, '{}', 'member', ${joinedAt}::timestamptz, ${lineOf ?? null} from account
		returning account_id as "accountId"
	`.execute(database.on());
	const accountId = rows[0]?.accountId;
	if (!accountId) throw new Error("no member was inserted");
	return { personId, accountId };
}
