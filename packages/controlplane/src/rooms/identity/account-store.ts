import type { AccountId, OrganisationId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { Account, Reach } from "./account.ts";

export interface ProviderIdentity {
	readonly issuer: string;
	readonly subject: string;
	readonly accountId: AccountId;
	/** As the provider said it last. */
	readonly email: string;
	readonly createdAt: Date;
	readonly lastSeenAt: Date;
}

/** An account has one of its own for each `provedFor`. All of an account that were hashed at one cost share their salt. */
export interface StoredPassword {
	/** The organisation whose link began the session that set it; undefined: that session proved the whole account. */
	readonly provedFor: OrganisationId | undefined;
	/** `scrypt$log2N$r$p$salt$hash` */
	readonly hash: string;
	readonly setAt: Date;
	/** What that session opened when it was set. Nothing is ever added. */
	readonly reach: Reach;
}

/** Wrong passwords of one email or one address, by its digest. */
export interface PasswordAttempts {
	readonly key: string;
	/** Within the window, the one that goes on now included. */
	readonly failures: number;
	readonly lockouts: number;
	readonly lockedUntil: Date | undefined;
}

export interface AttemptRules {
	readonly at: Date;
	/** Failures that lock. */
	readonly limit: number;
	/** The window failures are counted in, and the first lock. */
	readonly seconds: number;
	/** Whether each further lock within a day is twice as long, a day at most; else all are as long as the first. */
	readonly doubles: boolean;
}

/** Where accounts and what proves them lie; over all organisations. */
export interface AccountStore {
	/** The account of that email; `account` when there was none. One of many callers makes it. */
	findOrMakeAccount(tx: Transaction, account: Account): Promise<Account>;
	findAccount(id: AccountId, tx?: Transaction): Promise<Account | undefined>;
	findAccountByEmail(
		email: string,
		tx?: Transaction,
	): Promise<Account | undefined>;
	/** Waits until nobody else changes what the account proves or where it belongs, and keeps it so until the transaction ends. */
	lockAccount(tx: Transaction, id: AccountId): Promise<void>;

	findProviderIdentity(
		tx: Transaction,
		issuer: string,
		subject: string,
	): Promise<ProviderIdentity | undefined>;
	/** Whether this issuer's identity of another subject has the account or the email. */
	isHeldByAnother(
		tx: Transaction,
		identity: Pick<
			ProviderIdentity,
			"issuer" | "subject" | "accountId" | "email"
		>,
	): Promise<boolean>;
	/** False when the subject, or the issuer's place in the account, was taken meanwhile. */
	insertProviderIdentity(
		tx: Transaction,
		identity: ProviderIdentity,
	): Promise<boolean>;
	/** Notes the email and the instant. */
	touchProviderIdentity(
		tx: Transaction,
		identity: Pick<
			ProviderIdentity,
			"issuer" | "subject" | "email" | "lastSeenAt"
		>,
	): Promise<void>;

	/** Those that were set last in front. */
	listPasswords(
		accountId: AccountId,
		limit: number,
		tx?: Transaction,
	): Promise<readonly StoredPassword[]>;
	/** Replaces the one of the same `provedFor`. */
	putPassword(
		tx: Transaction,
		accountId: AccountId,
		password: StoredPassword,
	): Promise<void>;
	/** Takes away those of single organisations. */
	deleteNarrowPasswords(tx: Transaction, accountId: AccountId): Promise<void>;
	/** Makes the account's passwords open this organisation no more; one that opens nothing else is taken away. */
	closePasswords(
		tx: Transaction,
		accountId: AccountId,
		organisationId: OrganisationId,
	): Promise<void>;

	/**
	 * Counts an attempt before it is tried, so that many at once are not more than one after another. The one that is over the limit
	 * locks. A locked key is not counted further.
	 */
	countAttempt(key: string, rules: AttemptRules): Promise<PasswordAttempts>;
	/** Takes back one attempt, or all that is known of the key. */
	forgiveAttempts(key: string, which: "one" | "all"): Promise<void>;
	/** Takes away what is older than the instant and locks nothing at it. */
	sweepAttempts(before: Date, limit: number): Promise<number>;
}
