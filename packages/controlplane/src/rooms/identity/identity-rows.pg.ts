import { type RawBuilder, sql } from "kysely";
import type { Account } from "./account.ts";
import type { Membership, Organisation, Person } from "./person.ts";

/*
 * Columns that several stores of this room read. Those of an organisation and an account have names of their own, so that they can
 * stand beside a person's in one row.
 */

export const personColumns = sql`
	people.id, people.account_id as "accountId", people.organisation_id as "organisationId", people.email,
	people.display_name as "displayName", people.groups, people.role, people.created_at as "createdAt",
	people.removed_at as "removedAt"
`;
export type PersonRow = Omit<Person, "removedAt"> & {
	readonly removedAt: Date | null;
};
export function personOf(row: PersonRow): Person {
	return { ...row, removedAt: row.removedAt ?? undefined };
}

export const organisationColumns = sql`
	organisations.id as "orgId", organisations.name as "orgName", organisations.created_at as "orgCreatedAt"
`;
export interface OrganisationRow {
	readonly orgId: Organisation["id"];
	readonly orgName: string;
	readonly orgCreatedAt: Date;
}

/** With whether the account has the password that was set for the organisation, or for the whole account. */
export const accountColumns = (
	provedFor: RawBuilder<unknown> = sql`null`,
) => sql`
	accounts.id as "accId", accounts.email as "accEmail", accounts.display_name as "accDisplayName",
	accounts.created_at as "accCreatedAt",
	exists (
		select from account_passwords as known
		where known.account_id = accounts.id and known.proved_for is not distinct from ${provedFor}
	) as "accHasPassword"
`;
export interface AccountRow {
	readonly accId: Account["id"];
	readonly accEmail: string;
	readonly accDisplayName: string;
	readonly accCreatedAt: Date;
	readonly accHasPassword: boolean;
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
	const { accId, accEmail, accDisplayName, accCreatedAt, ...others } = row;
	const { accHasPassword, ...rest } = others;
	const account = {
		id: accId,
		email: accEmail,
		displayName: accDisplayName,
		createdAt: accCreatedAt,
		hasPassword: accHasPassword,
	};
	return [account, rest as Omit<R, keyof AccountRow>];
}

export function membershipOf(row: PersonRow & OrganisationRow): Membership {
	const [organisation, person] = takeOrganisation(row);
	return { organisation, person: personOf(person) };
}

/** `null` of the database as our `undefined`, for the fields named. */
export function undefinedFor<R extends object, K extends keyof R>(
	row: R,
	...fields: K[]
): Omit<R, K> & { [F in K]: Exclude<R[F], null> | undefined } {
	const copy = { ...row };
	for (const field of fields)
		Object.assign(copy, { [field]: row[field] ?? undefined });
	return copy as Omit<R, K> & { [F in K]: Exclude<R[F], null> | undefined };
}

/** The row with `null` where ours says `undefined`. */
export type Nullable<T> = {
	readonly [K in keyof T]: undefined extends T[K]
		? Exclude<T[K], undefined> | null
		: T[K];
};
