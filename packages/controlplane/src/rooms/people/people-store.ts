import type {
	AccountId,
	OrganisationId,
	PersonId,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { Account } from "./account.ts";
import type { PeopleFilter } from "./people-order.ts";
import type { Membership, Organisation, Person } from "./person.ts";

/** What of a person may change while they stay. */
export type PersonChange = Partial<
	Pick<Person, "displayName" | "groups" | "role">
>;

/** Where organisations and people lie. */
export interface PeopleStore {
	/** Waits for and takes the right to make the first organisation until the transaction ends. */
	lockFirstOrganisation(tx: Transaction): Promise<void>;
	/** The oldest organisation, or undefined when there is none yet. */
	firstOrganisation(tx: Transaction): Promise<Organisation | undefined>;
	insertOrganisation(
		tx: Transaction,
		organisation: Organisation,
		owner: Person,
	): Promise<void>;
	/** Undefined when there is no such organisation. */
	renameOrganisation(
		tx: Transaction,
		organisationId: OrganisationId,
		name: string,
	): Promise<Organisation | undefined>;
	findOrganisation(
		organisationId: OrganisationId,
	): Promise<Organisation | undefined>;
	/** All of them: for start-up work such as handing their accounts to the bus. */
	listOrganisations(): Promise<readonly Organisation[]>;

	/** False when a person with that email is there already. */
	insertPerson(tx: Transaction, person: Person): Promise<boolean>;
	/** A person as they are until the transaction ends: nobody else changes them before. Undefined when there is none that was not removed. */
	lockPerson(
		tx: Transaction,
		organisationId: OrganisationId,
		personId: PersonId,
	): Promise<Person | undefined>;
	/** Changes a person that was not removed; undefined when there is none. */
	updatePerson(
		tx: Transaction,
		organisationId: OrganisationId,
		personId: PersonId,
		change: PersonChange,
	): Promise<Person | undefined>;
	/** Marks a member removed; undefined when there is no such member (an owner is none). */
	removePerson(
		tx: Transaction,
		organisationId: OrganisationId,
		personId: PersonId,
		removedAt: Date,
	): Promise<Person | undefined>;
	findPerson(
		organisationId: OrganisationId,
		personId: PersonId,
		tx?: Transaction,
	): Promise<Person | undefined>;
	/** A person that was not removed. */
	findPersonByEmail(
		organisationId: OrganisationId,
		email: string,
		tx?: Transaction,
	): Promise<Person | undefined>;
	/** The owner; with a transaction it is theirs alone until it ends, and who waited for it sees who is owner then. */
	findOwner(
		organisationId: OrganisationId,
		tx?: Transaction,
	): Promise<Person | undefined>;
	/** People that were not removed, in an order, by email unless it says otherwise, whose email or name contains `search`. */
	listPeople(
		organisationId: OrganisationId,
		filter: PeopleFilter,
		page: { readonly limit: number; readonly afterEmail?: string | undefined },
	): Promise<readonly Person[]>;
	countPeople(organisationId: OrganisationId): Promise<number>;
	/** Of these people, the ids of those that were removed or never were. */
	removedAmong(
		people: readonly {
			readonly organisationId: OrganisationId;
			readonly id: PersonId;
		}[],
	): Promise<readonly PersonId[]>;

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
	/** Organisations an account belongs to now, the one it joined first in front. */
	listMemberships(
		accountId: AccountId,
		limit: number,
		tx?: Transaction,
	): Promise<readonly Membership[]>;
}
