import type {
	AccountId,
	OrganisationId,
	SessionId,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { Membership, Person, Reach } from "../people/index.ts";
import type { Session } from "./session.ts";

export interface StoredSession extends Session {
	readonly accountId: AccountId;
	readonly secretHash: string;
	readonly reach: Reach;
	/** The organisation whose link or password began it, whatever it came to open since; undefined: that proved the whole account. */
	readonly provedFor: OrganisationId | undefined;
	readonly endedAt: Date | undefined;
}

export interface FoundSession {
	readonly session: StoredSession;
	/** Whether there is a password that this session would replace. */
	readonly hasPassword: boolean;
}

/** A session is live while it was not ended, is not late, and was seen after `seenAfter`. */
export interface LiveAt {
	readonly at: Date;
	readonly seenAfter: Date;
}

export interface SessionUse {
	readonly id: SessionId;
	readonly at: Date;
	readonly organisationId: OrganisationId | undefined;
}

/** Where sessions lie; over all organisations. `within`: only those that reach no further. */
export interface SessionStore {
	insertSession(tx: Transaction, session: StoredSession): Promise<void>;
	/** Ended ones too. */
	findSession(
		id: SessionId,
		tx?: Transaction,
	): Promise<FoundSession | undefined>;
	/** Live ones, newest first. */
	listSessions(
		accountId: AccountId,
		within: Reach,
		live: LiveAt,
		page: { readonly limit: number; readonly beforeId?: string | undefined },
		tx?: Transaction,
	): Promise<readonly StoredSession[]>;
	/**
	 * Ends the one, or all but one; those this call ended. `begunBy`: also those that reach further but were begun by the password
	 * that was set for this organisation.
	 */
	endSessions(
		tx: Transaction,
		accountId: AccountId,
		within: Reach,
		which: {
			readonly only?: SessionId | undefined;
			readonly except?: SessionId | undefined;
			readonly begunBy?: OrganisationId | undefined;
		},
		at: Date,
	): Promise<readonly StoredSession[]>;
	/** Ends those that were seen longest ago, until `keep` live ones are left. */
	endSurplusSessions(
		tx: Transaction,
		accountId: AccountId,
		keep: number,
		live: LiveAt,
	): Promise<readonly StoredSession[]>;
	/** Of these sessions, those that are not live. */
	endedAmong(
		ids: readonly SessionId[],
		live: LiveAt,
	): Promise<readonly SessionId[]>;
	/** Notes the use of sessions; a write lost here costs nothing. */
	touchSessions(uses: readonly SessionUse[]): Promise<void>;
	/** Adds an organisation to what a session opens, unless it opens all. */
	extendSession(
		tx: Transaction,
		id: SessionId,
		organisationId: OrganisationId,
	): Promise<void>;

	/** Whether the session was used as this person before. */
	hasEntered(
		sessionId: SessionId,
		person: Pick<Person, "organisationId" | "id">,
	): Promise<boolean>;
	/** False when it was there before. */
	insertEntry(
		tx: Transaction,
		sessionId: SessionId,
		membership: Membership,
		at: Date,
	): Promise<boolean>;
	/** Takes away sessions that have not been live since the instant, at most `limit`. */
	sweepSessions(before: LiveAt, limit: number): Promise<number>;
}
