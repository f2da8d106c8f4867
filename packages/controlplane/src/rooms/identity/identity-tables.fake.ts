import type {
	AccountId,
	MachineTokenId,
	OrganisationId,
	PersonId,
} from "@quarterdeck/contract";
import type { Account } from "./account.ts";
import type { ProviderIdentity, StoredPassword } from "./account-store.ts";
import type { SignInLink } from "./identity-store.ts";
import type { StoredInvitation } from "./invitation-store.ts";
import type { Membership, Organisation, Person } from "./person.ts";
import type { StoredSession } from "./session-store.ts";
import type { ApiToken, StoredMachineToken } from "./token-store.ts";

/** What the fake stores of this room share, as the real ones share a database. */
export interface FakeIdentityTables {
	readonly organisations: Map<string, Organisation>;
	readonly people: Map<PersonId, Person>;
	readonly links: Map<string, SignInLink>;
	readonly accounts: Map<AccountId, Omit<Account, "hasPassword">>;
	readonly identities: Map<string, ProviderIdentity>;
	readonly passwords: Map<AccountId, readonly StoredPassword[]>;
	readonly sessions: Map<string, StoredSession>;
	/** `<session> <person>` */
	readonly entries: Map<string, Date>;
	readonly tokens: Map<string, ApiToken>;
	readonly machineTokens: Map<MachineTokenId, StoredMachineToken>;
	readonly invitations: Map<string, StoredInvitation>;
	/** Locks, by what they hold. */
	readonly held: Map<string, Promise<void>>;
}

export function createFakeIdentityTables(): FakeIdentityTables {
	return {
		organisations: new Map(),
		people: new Map(),
		links: new Map(),
		accounts: new Map(),
		identities: new Map(),
		passwords: new Map(),
		sessions: new Map(),
		entries: new Map(),
		tokens: new Map(),
		machineTokens: new Map(),
		invitations: new Map(),
		held: new Map(),
	};
}

/** The account as it is read: with whether it has a password, of the whole account unless an organisation is named. */
export function fakeAccount(
	tables: FakeIdentityTables,
	id: AccountId,
	provedFor?: OrganisationId,
): Account | undefined {
	const account = tables.accounts.get(id);
	const passwords = tables.passwords.get(id) ?? [];
	return (
		account && {
			...account,
			hasPassword: passwords.some((one) => one.provedFor === provedFor),
		}
	);
}

/** Those who were not removed. */
export function fakePresent(
	tables: FakeIdentityTables,
	organisationId: OrganisationId,
): Person[] {
	return [...tables.people.values()].filter(
		(person) => person.organisationId === organisationId && !person.removedAt,
	);
}

/** A person with their organisation. */
export function fakeMembership(
	tables: FakeIdentityTables,
	person: Person | undefined,
): Membership | undefined {
	const organisation =
		person && tables.organisations.get(person.organisationId);
	return person && organisation && { person, organisation };
}

/** Newest first, behind a cursor. */
export function fakePage<T extends { readonly id: string }>(
	rows: Iterable<T>,
	page: { readonly limit: number; readonly beforeId?: string | undefined },
): T[] {
	return [...rows]
		.filter((row) => page.beforeId === undefined || row.id < page.beforeId)
		.sort((a, b) => (a.id > b.id ? -1 : 1))
		.slice(0, page.limit);
}

/** Takes away what is old, at most so many. */
export function fakeSweep<K, V>(
	map: Map<K, V>,
	isOld: (value: V) => boolean,
	limit: number,
): number {
	const old = [...map].filter(([, value]) => isOld(value)).slice(0, limit);
	for (const [key] of old) map.delete(key);
	return old.length;
}
