import type { AccountId, OrganisationId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { Reach } from "../people/index.ts";

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

/** Where passwords of accounts, and attempts to guess them, lie; over all organisations. */
export interface PasswordStore {
	/** Whether the account has the one of this `provedFor`. */
	hasPassword(
		accountId: AccountId,
		provedFor: OrganisationId | undefined,
		tx?: Transaction,
	): Promise<boolean>;
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
