import type {
	AccountId,
	Actor,
	OrganisationId,
	PersonId,
} from "@quarterdeck/contract";

export interface Organisation {
	readonly id: OrganisationId;
	readonly name: string;
	readonly createdAt: Date;
}

/** An organisation has exactly one owner, who cannot be removed; the database enforces both. */
export const personRoles = ["owner", "member"] as const;
export type PersonRole = (typeof personRoles)[number];

/** An account in one organisation. */
export interface Person {
	readonly id: PersonId;
	readonly accountId: AccountId;
	readonly organisationId: OrganisationId;
	/** That of the account: lower case; unique among the people of the organisation that were not removed. */
	readonly email: string;
	readonly displayName: string;
	readonly groups: readonly string[];
	readonly role: PersonRole;
	readonly createdAt: Date;
	readonly removedAt: Date | undefined;
	/** The account that stands at the beginning of their line, when they were invited under review (`isOneHand`). */
	readonly lineOf: AccountId | undefined;
}

/** A person with their organisation. */
export interface Membership {
	readonly person: Person;
	readonly organisation: Organisation;
}

/** The person as other rooms and agents know them. */
export function actorOf(person: Person): Actor {
	return {
		personId: person.id,
		email: person.email,
		displayName: person.displayName,
		groups: [...person.groups],
	};
}
