import type {
	Actor,
	InvitationId,
	OrganisationId,
	Page,
	PageRequest,
	PersonId,
} from "@quarterdeck/contract";
import type { AccountCaller, Self } from "./account.ts";
import type { Invitation } from "./invitation.ts";
import type { PeopleFilter } from "./people-order.ts";
import type { Membership, Organisation, Person } from "./person.ts";
import type { ProvenActor } from "./proven-actor.ts";

export interface NewPerson {
	readonly email: string;
	readonly displayName?: string | undefined;
	readonly groups?: readonly string[] | undefined;
}

export interface NewInvitation {
	readonly invitation: Invitation;
	/** Goes behind `/join#code=`. */
	readonly code: string;
}

/** An open invitation as its bearer is shown it. */
export interface ShownInvitation {
	readonly organisation: Organisation;
	readonly email: string;
	/** The email of who made it. */
	readonly inviter: string;
	readonly expiresAt: Date;
}

/** Organisations, people and invitations. What each method promises stands at the function of the same name. */
export interface People {
	// organisations
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
	/** All of them: for start-up work. */
	listOrganisations(): Promise<readonly Organisation[]>;
	/** Whether somebody may make one at all (`QD_ORGANISATION_CREATION`) is asked by the caller. */
	createOrganisation(caller: AccountCaller, name: string): Promise<Membership>;
	renameOrganisation(
		actor: Actor,
		organisationId: OrganisationId,
		name: string,
	): Promise<Organisation>;
	transferOwnership(
		actor: ProvenActor,
		organisationId: OrganisationId,
		to: PersonId,
	): Promise<Person>;
	findOwner(organisationId: OrganisationId): Promise<Person>;
	countPeople(organisationId: OrganisationId): Promise<number>;
	/** The organisations of an account that what it proved opens, the one it joined first in front; at most 200. */
	listMemberships(self: Self): Promise<readonly Membership[]>;

	// people
	addPerson(
		actor: ProvenActor,
		organisationId: OrganisationId,
		person: NewPerson,
	): Promise<Person>;
	updatePerson(
		actor: ProvenActor,
		organisationId: OrganisationId,
		personId: PersonId,
		change: {
			readonly displayName?: string | undefined;
			readonly groups?: readonly string[] | undefined;
		},
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
	/** People that were not removed. */
	listPeople(
		organisationId: OrganisationId,
		filter: PeopleFilter,
		page: PageRequest,
	): Promise<Page<Person>>;

	// invitations
	invitePerson(
		actor: ProvenActor,
		organisationId: OrganisationId,
		wanted: NewPerson,
	): Promise<NewInvitation>;
	withdrawInvitation(
		actor: Actor,
		organisationId: OrganisationId,
		invitationId: InvitationId,
	): Promise<Invitation>;
	approveInvitation(
		actor: ProvenActor,
		organisationId: OrganisationId,
		invitationId: InvitationId,
	): Promise<Invitation>;
	approveInvitationOfKeeper(invitationId: InvitationId): Promise<boolean>;
	listInvitations(
		organisationId: OrganisationId,
		page: PageRequest,
	): Promise<Page<Invitation>>;
	acceptInvitation(caller: AccountCaller, code: string): Promise<Membership>;
	showInvitation(code: string): Promise<ShownInvitation>;
}
