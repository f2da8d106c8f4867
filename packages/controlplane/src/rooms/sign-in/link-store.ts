import type {
	OrganisationId,
	PersonId,
	SignInLinkId,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";

export interface SignInLink {
	readonly id: SignInLinkId;
	readonly organisationId: OrganisationId;
	readonly personId: PersonId;
	readonly secretHash: string;
	readonly expiresAt: Date;
	readonly usedAt: Date | undefined;
	/** The member who asked for it; undefined: whoever keeps the server. */
	readonly madeBy: PersonId | undefined;
	/** Whether it opens all of the account: the server's keeper asked for it. */
	readonly provesAccount: boolean;
}

/** Where sign-in links lie. */
export interface LinkStore {
	insertSignInLink(tx: Transaction, link: SignInLink): Promise<void>;
	/** The link behind an id that nobody but its bearer knows; of any organisation. */
	findSignInLink(id: SignInLinkId): Promise<SignInLink | undefined>;
	/** Marks the link used; false when it was used or had ended before. Atomic: one of many callers gets true. */
	useSignInLink(
		tx: Transaction,
		organisationId: OrganisationId,
		id: SignInLinkId,
		at: Date,
	): Promise<boolean>;
	/** Ends the unused links for a person, and those they made for others. */
	endSignInLinks(
		tx: Transaction,
		organisationId: OrganisationId,
		personId: PersonId,
		at: Date,
	): Promise<void>;
	/** Takes away links of all organisations that ended before the instant, at most `limit`; how many it were. */
	sweepSignInLinks(before: Date, limit: number): Promise<number>;
}
