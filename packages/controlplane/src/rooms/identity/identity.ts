import type {
	Actor,
	ApiTokenId,
	OrganisationId,
	PersonId,
} from "@quarterdeck/contract";
import type { Organisation, Person } from "./person.ts";

/** Who holds a valid token, at this moment. */
export interface SignedIn {
	readonly actor: Actor;
	readonly organisation: Organisation;
	readonly person: Person;
	readonly tokenId: ApiTokenId;
}

/** What a person is shown once. */
export interface NewToken {
	readonly token: string;
	readonly tokenId: ApiTokenId;
	readonly expiresAt: Date | undefined;
}

export interface NewSignInLink {
	/** Goes behind `/sign-in?code=`. */
	readonly code: string;
	readonly expiresAt: Date;
	readonly person: Person;
}

export interface NewPerson {
	readonly email: string;
	readonly displayName?: string | undefined;
	readonly groups?: readonly string[] | undefined;
}

/** Who is speaking. What each method promises stands at the function of the same name. */
export interface Identity {
	ensureFirstOrganisation(wanted: {
		readonly name: string;
		readonly ownerEmail: string;
		readonly ownerName?: string | undefined;
	}): Promise<{
		readonly organisation: Organisation;
		readonly owner: Person;
		/** False when there was an organisation already: nothing was changed then. */
		readonly created: boolean;
	}>;
	listOrganisations(): Promise<readonly Organisation[]>;
	addPerson(
		actor: Actor,
		organisationId: OrganisationId,
		person: NewPerson,
	): Promise<Person>;
	removePerson(
		actor: Actor,
		organisationId: OrganisationId,
		email: string,
	): Promise<Person>;
	/** The person, removed or not, or undefined. */
	findPerson(
		organisationId: OrganisationId,
		personId: PersonId,
	): Promise<Person | undefined>;
	findPersonByEmail(
		organisationId: OrganisationId,
		email: string,
	): Promise<Person | undefined>;
	listPeople(organisationId: OrganisationId): Promise<readonly Person[]>;
	makeSignInLink(
		organisationId: OrganisationId,
		personId: PersonId,
	): Promise<NewSignInLink>;
	signIn(code: string): Promise<SignedIn & NewToken>;
	makeApiToken(
		organisationId: OrganisationId,
		personId: PersonId,
		label: string,
	): Promise<NewToken>;
	authenticate(token: string): Promise<SignedIn>;
	endApiToken(
		organisationId: OrganisationId,
		personId: PersonId,
		tokenId: ApiTokenId,
	): Promise<boolean>;
	/**
	 * Calls `onEnded` once when the token ends, on whichever replica that happened.
	 * @returns what stops watching.
	 */
	watchToken(tokenId: ApiTokenId, onEnded: () => void): () => void;
}
