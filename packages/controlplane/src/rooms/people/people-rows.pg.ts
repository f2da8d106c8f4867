import { sql } from "kysely";
import { type Nullable, undefinedFor } from "../../plumbing/postgres/index.ts";
import type { Account } from "./account.ts";
import type { Membership, Organisation, Person } from "./person.ts";

/*
 * Columns that several stores of this room read. Those of an organisation and an account have names of their own, so that they can
 * stand beside a person's in one row.
 */

export const personColumns = sql`
	people.id, people.account_id as "accountId", people.organisation_id as "organisationId", people.email,
	people.display_name as "displayName", people.groups, people.role, people.created_at as "createdAt",
	people.removed_at as "removedAt", people.line_of as "lineOf"
`;
export type PersonRow = Nullable<Person>;
export function personOf(row: PersonRow): Person {
	return undefinedFor(row, "removedAt", "lineOf");
}

export const organisationColumns = sql`
	organisations.id as "orgId", organisations.name as "orgName", organisations.created_at as "orgCreatedAt"
`;
export interface OrganisationRow {
	readonly orgId: Organisation["id"];
	readonly orgName: string;
	readonly orgCreatedAt: Date;
}

export const accountColumns = sql`
	accounts.id as "accId", accounts.email as "accEmail", accounts.display_name as "accDisplayName",
	accounts.created_at as "accCreatedAt"
`;
export interface AccountRow {
	readonly accId: Account["id"];
	readonly accEmail: string;
	readonly accDisplayName: string;
	readonly accCreatedAt: Date;
}

/** A row's organisation, and what else it holds. */
export function takeOrganisation<R extends OrganisationRow>(
	row: R,
): [Organisation, Omit<R, keyof OrganisationRow>] {
	const { orgId, orgName, orgCreatedAt, ...rest } = row;
	return [{ id: orgId, name: orgName, createdAt: orgCreatedAt }, rest];
}

/** A row's account, and what else it holds. */
export function takeAccount<R extends AccountRow>(
	row: R,
): [Account, Omit<R, keyof AccountRow>] {
	const { accId, accEmail, accDisplayName, accCreatedAt, ...rest } = row;
	const account = {
		id: accId,
		email: accEmail,
		displayName: accDisplayName,
		createdAt: accCreatedAt,
	};
	return [account, rest];
}

export function membershipOf(row: PersonRow & OrganisationRow): Membership {
	const [organisation, person] = takeOrganisation(row);
	return { organisation, person: personOf(person) };
}
