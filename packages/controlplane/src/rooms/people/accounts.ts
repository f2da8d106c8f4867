import type {
	AccountId,
	Actor,
	OrganisationId,
	PersonId,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { Account, Reach } from "./account.ts";
import type { OrganisationEvent } from "./account-events.ts";
import type { ApprovedInvitation } from "./invitation-store.ts";
import type { Membership, Organisation, Person } from "./person.ts";

/** An account that accepted an invitation. */
export interface Joined extends Membership {
	readonly account: Account;
	/** For the caller to record, last in its transaction. */
	readonly events: readonly OrganisationEvent[];
}

/** What the sign-in room asks about accounts and people, mostly within its own transactions. */
export interface Accounts {
	/** The account of an email that is in its stored form; made when there is none. */
	findOrMakeAccount(
		tx: Transaction,
		email: string,
		displayName: string,
	): Promise<Account>;
	findAccount(id: AccountId, tx?: Transaction): Promise<Account | undefined>;
	findAccountByEmail(email: string): Promise<Account | undefined>;
	/** Waits until nobody else changes what the account proves or where it belongs, and keeps it so until the transaction ends. */
	lockAccount(tx: Transaction, id: AccountId): Promise<void>;
	/** Locks whoever changes something, first in the transaction. @throws AppError PERSON_NOT_FOUND when they were removed. */
	lockActor(
		tx: Transaction,
		organisationId: OrganisationId,
		actor: Pick<Actor, "personId">,
	): Promise<Person>;
	/** A person who was not removed. @throws AppError PERSON_NOT_FOUND also for a removed person. */
	requirePerson(
		tx: Transaction,
		organisationId: OrganisationId,
		personId: PersonId,
	): Promise<Person>;
	/** The person, removed or not. */
	findPerson(
		organisationId: OrganisationId,
		personId: PersonId,
		tx?: Transaction,
	): Promise<Person | undefined>;
	findOrganisation(
		organisationId: OrganisationId,
	): Promise<Organisation | undefined>;
	/** A person, removed or not, with their organisation and account. */
	findMember(
		organisationId: OrganisationId,
		personId: PersonId,
	): Promise<(Membership & { readonly account: Account }) | undefined>;
	/** Undefined when the account does not belong there now. */
	findMembership(
		accountId: AccountId,
		organisationId: OrganisationId,
		tx?: Transaction,
	): Promise<Membership | undefined>;
	/** The organisations of an account that a proof of it opens, the one it joined first in front; at most 200. */
	membershipsOf(
		account: Pick<Account, "id">,
		reach: Reach,
		tx?: Transaction,
	): Promise<readonly Membership[]>;
	/** Of these people, the ids of those that were removed or never were. */
	removedAmong(
		people: readonly {
			readonly organisationId: OrganisationId;
			readonly id: PersonId;
		}[],
	): Promise<readonly PersonId[]>;
	/** The invitation behind a code, in any state. @throws AppError INVITATION_REFUSED, INVITATION_WAITS for a second member. */
	requireInvitation(code: string): Promise<ApprovedInvitation>;
	/**
	 * Accepts an invitation for the account of its email, which is made when there is none, and locks it.
	 * @throws AppError INVITATION_REFUSED, PERSON_EXISTS, ORGANISATIONS_TOO_MANY.
	 */
	joinByInvitation(tx: Transaction, found: ApprovedInvitation): Promise<Joined>;
	/** Takes away invitations of all organisations that ended before the instant, at most `limit`; how many it were. */
	sweepInvitations(before: Date, limit: number): Promise<number>;
}
