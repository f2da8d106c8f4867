import type {
	ApiTokenId,
	OrganisationId,
	PersonId,
	SignInLinkId,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { Organisation, Person } from "./person.ts";

export interface ApiToken {
	readonly id: ApiTokenId;
	readonly organisationId: OrganisationId;
	readonly personId: PersonId;
	readonly secretHash: string;
	readonly label: string;
	readonly createdAt: Date;
	/** Undefined: it does not end by itself. */
	readonly expiresAt: Date | undefined;
	readonly endedAt: Date | undefined;
	readonly lastUsedAt: Date | undefined;
}

/** A token with whom it speaks for. */
export interface FoundToken {
	readonly token: ApiToken;
	readonly person: Person;
	readonly organisation: Organisation;
}

export interface TokenUse {
	readonly organisationId: OrganisationId;
	readonly id: ApiTokenId;
	readonly at: Date;
}

export interface SignInLink {
	readonly id: SignInLinkId;
	readonly organisationId: OrganisationId;
	readonly personId: PersonId;
	readonly secretHash: string;
	readonly expiresAt: Date;
	readonly usedAt: Date | undefined;
}

/** Where organisations, people and what proves them lie. */
export interface IdentityStore {
	/** Waits for and takes the right to make the first organisation until the transaction ends. */
	lockFirstOrganisation(tx: Transaction): Promise<void>;
	/** The oldest organisation, or undefined when there is none yet. */
	firstOrganisation(tx: Transaction): Promise<Organisation | undefined>;
	insertOrganisation(
		tx: Transaction,
		organisation: Organisation,
		owner: Person,
	): Promise<void>;
	findOrganisation(
		organisationId: OrganisationId,
	): Promise<Organisation | undefined>;
	/** All of them: for start-up work such as handing their accounts to the bus. */
	listOrganisations(): Promise<readonly Organisation[]>;

	/** False when a person with that email is there already. */
	insertPerson(tx: Transaction, person: Person): Promise<boolean>;
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
	/** People that were not removed, by email. */
	listPeople(organisationId: OrganisationId): Promise<readonly Person[]>;

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
	/** Ends the unused links of a person. */
	endSignInLinks(
		tx: Transaction,
		organisationId: OrganisationId,
		personId: PersonId,
		at: Date,
	): Promise<void>;

	insertApiToken(tx: Transaction, token: ApiToken): Promise<void>;
	/** The token behind an id, with its person; of any organisation, for it is what tells the organisation. */
	findApiToken(id: ApiTokenId): Promise<FoundToken | undefined>;
	/** Tokens of a person that were not ended. */
	listApiTokens(
		organisationId: OrganisationId,
		personId: PersonId,
	): Promise<readonly ApiToken[]>;
	/** Ends tokens of a person, all or the one; the ids of those this call ended. */
	endApiTokens(
		tx: Transaction,
		organisationId: OrganisationId,
		personId: PersonId,
		only: ApiTokenId | undefined,
		at: Date,
	): Promise<readonly ApiTokenId[]>;
	/** Notes the use of tokens; a write lost here costs nothing. */
	touchApiTokens(uses: readonly TokenUse[]): Promise<void>;
}
