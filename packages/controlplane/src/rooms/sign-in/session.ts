import type { OrganisationId, SessionId } from "@quarterdeck/contract";
import type { Account, Self } from "../people/index.ts";

export const signInMethods = ["link", "provider", "password"] as const;
export type SignInMethod = (typeof signInMethods)[number];

/*
 *   begun ──► seen … seen ──► ended   by sign-out, another sign-in in that browser, the account's other sessions,
 *                 │                   removal from the last organisation, or too many sessions
 *                 └─────────► late    12 h after it was last seen, 7 days after it began
 */
export interface Session {
	readonly id: SessionId;
	readonly method: SignInMethod;
	readonly createdAt: Date;
	/** To a minute or so. */
	readonly lastSeenAt: Date;
	/** Its end if it is used all the time. */
	readonly expiresAt: Date;
	/** What the browser says it is: hostile text of at most 256 characters. */
	readonly userAgent: string;
	readonly address: string;
	/** The organisation that was used last. */
	readonly organisationId: OrganisationId | undefined;
	/** The provider that said who it is. */
	readonly issuer: string | undefined;
}

/** An account that is signed in. */
export interface SignedInAccount extends Account {
	/** Whether there is a password that the session would replace; of a token: one of the whole account. */
	readonly hasPassword: boolean;
}

/** An account that is signed in, as far as it is proved. */
export interface SignedInSelf extends Self {
	readonly account: SignedInAccount;
}

/** Who holds a session that goes on. Nothing is said about organisations yet: see `enterOrganisation`. */
export interface OpenSession extends SignedInSelf {
	readonly session: Session;
}

/** A session that has just begun. */
export interface NewSession extends OpenSession {
	/** For the cookie; shown once. */
	readonly secret: string;
}

/** What a browser tells when it signs in. */
export interface Browser {
	readonly userAgent?: string | undefined;
	readonly address?: string | undefined;
	/** The secret of the session it brought along: that one ends, so that nobody can prepare a session for another. */
	readonly earlierSecret?: string | undefined;
}
