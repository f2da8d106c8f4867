import type { AccountId } from "@quarterdeck/contract";
import {
	lockInTransaction,
	putInTransaction,
} from "@quarterdeck/runtime/fakes";
import type {
	AccountStore,
	AttemptRules,
	PasswordAttempts,
} from "./account-store.ts";
import {
	type FakeIdentityTables,
	fakeAccount,
	fakeSweep,
} from "./identity-tables.fake.ts";

/** Accounts and what proves them in memory. */
export function createFakeAccountStore(
	tables: FakeIdentityTables,
): AccountStore {
	return {
		...fakeAccounts(tables),
		...fakeIdentities(tables),
		...fakePasswords(tables),
		...fakeAttempts(),
	};
}

function fakeAccounts(
	tables: FakeIdentityTables,
): Pick<
	AccountStore,
	"findOrMakeAccount" | "findAccount" | "findAccountByEmail" | "lockAccount"
> {
	const { accounts } = tables;
	function byEmail(email: string) {
		const found = [...accounts.values()].find((one) => one.email === email);
		return found && fakeAccount(tables, found.id);
	}
	return {
		async findOrMakeAccount(tx, account) {
			const found = byEmail(account.email);
			if (!found) putInTransaction(tx, accounts, account.id, account);
			return found ?? account;
		},
		findAccount: async (id) => fakeAccount(tables, id),
		findAccountByEmail: async (email) => byEmail(email),
		lockAccount: (tx, id) =>
			lockInTransaction(tx, tables.held, `account ${id}`),
	};
}

function fakeIdentities({
	identities,
}: FakeIdentityTables): Pick<
	AccountStore,
	| "findProviderIdentity"
	| "isHeldByAnother"
	| "insertProviderIdentity"
	| "touchProviderIdentity"
> {
	const keyOf = (issuer: string, subject: string) =>
		JSON.stringify([issuer, subject]);
	return {
		findProviderIdentity: async (_tx, issuer, subject) =>
			identities.get(keyOf(issuer, subject)),
		isHeldByAnother: async (_tx, { issuer, subject, accountId, email }) =>
			[...identities.values()].some(
				(one) =>
					one.issuer === issuer &&
					one.subject !== subject &&
					(one.accountId === accountId || one.email === email),
			),
		async insertProviderIdentity(tx, identity) {
			const { issuer, subject, accountId } = identity;
			const isTaken = [...identities.values()].some(
				(one) =>
					one.issuer === issuer &&
					(one.subject === subject || one.accountId === accountId),
			);
			if (isTaken) return false;
			putInTransaction(tx, identities, keyOf(issuer, subject), identity);
			return true;
		},
		async touchProviderIdentity(tx, { issuer, subject, email, lastSeenAt }) {
			const known = identities.get(keyOf(issuer, subject));
			if (known)
				putInTransaction(tx, identities, keyOf(issuer, subject), {
					...known,
					email,
					lastSeenAt,
				});
		},
	};
}

function fakePasswords({
	passwords,
}: FakeIdentityTables): Pick<
	AccountStore,
	"listPasswords" | "putPassword" | "deleteNarrowPasswords" | "closePasswords"
> {
	const of = (accountId: AccountId) => passwords.get(accountId) ?? [];
	return {
		listPasswords: async (accountId, limit) =>
			[...of(accountId)]
				.sort(
					(a, b) =>
						b.setAt.getTime() - a.setAt.getTime() ||
						((a.provedFor ?? "") < (b.provedFor ?? "") ? -1 : 1),
				)
				.slice(0, limit),
		async putPassword(tx, accountId, password) {
			const others = of(accountId).filter(
				({ provedFor }) => provedFor !== password.provedFor,
			);
			putInTransaction(tx, passwords, accountId, [...others, password]);
		},
		async deleteNarrowPasswords(tx, accountId) {
			const left = of(accountId).filter(({ reach }) => !reach);
			putInTransaction(tx, passwords, accountId, left);
		},
		async closePasswords(tx, accountId, organisationId) {
			const left = of(accountId).map((one) => ({
				...one,
				reach: one.reach?.filter((id) => id !== organisationId),
			}));
			putInTransaction(
				tx,
				passwords,
				accountId,
				left.filter(({ reach }) => reach?.length !== 0),
			);
		},
	};
}

const daySeconds = 86_400;
type Attempts = PasswordAttempts & { readonly since: Date };

function fakeAttempts(): Pick<
	AccountStore,
	"countAttempt" | "forgiveAttempts" | "sweepAttempts"
> {
	const attempts = new Map<string, Attempts>();
	return {
		async countAttempt(key, rules) {
			const next = nextAttempts(key, attempts.get(key), rules);
			attempts.set(key, next);
			const { since: _, ...shown } = next;
			return shown;
		},
		async forgiveAttempts(key, which) {
			const known = attempts.get(key);
			if (which === "all") attempts.delete(key);
			else if (known && known.failures > 0 && !known.lockedUntil)
				attempts.set(key, { ...known, failures: known.failures - 1 });
		},
		sweepAttempts: async (before, limit) =>
			fakeSweep(
				attempts,
				({ since, lockedUntil }) =>
					since < before && (!lockedUntil || lockedUntil < before),
				limit,
			),
	};
}

function nextAttempts(
	key: string,
	known: Attempts | undefined,
	{ at, limit, seconds, doubles }: AttemptRules,
): Attempts {
	const fresh = { key, failures: 1, since: at, lockedUntil: undefined };
	if (!known) return { ...fresh, lockouts: 0 };
	if (known.lockedUntil && known.lockedUntil > at)
		return { ...known, failures: limit + 2 };
	const ageSeconds = (at.getTime() - known.since.getTime()) / 1000;
	const lockouts = ageSeconds >= daySeconds ? 0 : known.lockouts;
	if (known.lockedUntil || ageSeconds >= seconds) return { ...fresh, lockouts };
	const failures = known.failures + 1;
	if (failures <= limit) return { ...known, failures };
	const times = doubles ? 2 ** known.lockouts : 1;
	const lockSeconds = Math.min(daySeconds, seconds * times);
	return {
		...known,
		failures,
		lockouts: known.lockouts + 1,
		lockedUntil: new Date(at.getTime() + lockSeconds * 1000),
	};
}
