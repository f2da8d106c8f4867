import type { ProcessId } from "@quarterdeck/contract";
import type { Clock, NewId } from "@quarterdeck/runtime";
import type { ChangeSignals, Database } from "../../plumbing/postgres/index.ts";
import type { Audit } from "../audit/index.ts";
import {
	acceptInvitation,
	joinByInvitation,
	requireInvitation,
} from "./accept-invitation.ts";
import { createPgAccountChanges } from "./account-changes.pg.ts";
import type { AccountChanges } from "./account-changes.ts";
import { createPgAccountStore } from "./account-store.pg.ts";
import type { Accounts } from "./accounts.ts";
import { addPerson } from "./add-person.ts";
import {
	approveInvitation,
	approveInvitationOfKeeper,
	requireApproved,
} from "./approve-invitation.ts";
import { createOrganisation } from "./create-organisation.ts";
import {
	ensureFirstOrganisation,
	findOwner,
} from "./ensure-first-organisation.ts";
import { findOrMakeAccount, membershipsOf } from "./find-account.ts";
import { createPgInvitationStore } from "./invitation-store.pg.ts";
import {
	invitePerson,
	listInvitations,
	withdrawInvitation,
} from "./invite-person.ts";
import { listPeople } from "./list-people.ts";
import { lockActor, requirePerson } from "./lock-actor.ts";
import type { People } from "./people.ts";
import type { PeopleDeps, PeopleSettings } from "./people-deps.ts";
import { createPgPeopleStore } from "./people-store.pg.ts";
import type { Proofs } from "./proofs.ts";
import { removePerson } from "./remove-person.ts";
import { renameOrganisation } from "./rename-organisation.ts";
import { showInvitation } from "./show-invitation.ts";
import { transferOwnership } from "./transfer-ownership.ts";
import { updatePerson } from "./update-person.ts";

/** How this room and the sign-in room tell each other and other replicas of changes; one for each process. */
export function createAccountChanges(signals: ChangeSignals): AccountChanges {
	return createPgAccountChanges(signals);
}

/** The room over PostgreSQL: `people` for everybody, `accounts` for the sign-in room. */
export function createPeople(given: {
	readonly database: Database;
	readonly changes: AccountChanges;
	/** The sign-in room's part. */
	readonly proofs: Proofs;
	readonly audit: Audit;
	readonly clock: Clock;
	readonly newId: NewId;
	readonly processId: ProcessId;
	readonly settings: PeopleSettings;
	readonly rightsAreReviewed?: PeopleDeps["rightsAreReviewed"];
}): { readonly people: People; readonly accounts: Accounts } {
	const { database } = given;
	const deps: PeopleDeps = {
		...given,
		transact: database.transact,
		peopleStore: createPgPeopleStore(database),
		accountStore: createPgAccountStore(database),
		invitationStore: createPgInvitationStore(database),
	};
	return {
		people: {
			...organisations(deps),
			...people(deps),
			...invitations(deps),
		},
		accounts: accounts(deps),
	};
}

function organisations(
	deps: PeopleDeps,
): Pick<
	People,
	| "ensureFirstOrganisation"
	| "listOrganisations"
	| "createOrganisation"
	| "renameOrganisation"
	| "transferOwnership"
	| "findOwner"
	| "countPeople"
	| "listMemberships"
> {
	const { peopleStore } = deps;
	return {
		ensureFirstOrganisation: (wanted) => ensureFirstOrganisation(deps, wanted),
		listOrganisations: () => peopleStore.listOrganisations(),
		createOrganisation: (caller, name) =>
			createOrganisation(deps, caller, name),
		renameOrganisation: (actor, organisationId, name) =>
			renameOrganisation(deps, actor, organisationId, name),
		transferOwnership: (actor, organisationId, to) =>
			transferOwnership(deps, actor, organisationId, to),
		findOwner: (organisationId) => findOwner(deps, organisationId),
		countPeople: (organisationId) => peopleStore.countPeople(organisationId),
		listMemberships: ({ account, reach }) =>
			membershipsOf(deps, account, reach),
	};
}

function people(
	deps: PeopleDeps,
): Pick<
	People,
	| "addPerson"
	| "updatePerson"
	| "removePerson"
	| "findPerson"
	| "findPersonByEmail"
	| "listPeople"
> {
	const { peopleStore } = deps;
	return {
		addPerson: (actor, organisationId, person) =>
			addPerson(deps, actor, organisationId, person),
		updatePerson: (actor, organisationId, personId, change) =>
			updatePerson(deps, actor, organisationId, personId, change),
		removePerson: (actor, organisationId, email) =>
			removePerson(deps, actor, organisationId, email),
		findPerson: (organisationId, personId) =>
			peopleStore.findPerson(organisationId, personId),
		findPersonByEmail: (organisationId, email) =>
			peopleStore.findPersonByEmail(organisationId, email.trim().toLowerCase()),
		listPeople: (organisationId, filter, page) =>
			listPeople(deps, organisationId, filter, page),
	};
}

function invitations(
	deps: PeopleDeps,
): Pick<
	People,
	| "invitePerson"
	| "withdrawInvitation"
	| "approveInvitation"
	| "approveInvitationOfKeeper"
	| "listInvitations"
	| "acceptInvitation"
	| "showInvitation"
> {
	return {
		invitePerson: (actor, organisationId, wanted) =>
			invitePerson(deps, actor, organisationId, wanted),
		withdrawInvitation: (actor, organisationId, id) =>
			withdrawInvitation(deps, actor, organisationId, id),
		approveInvitation: (actor, organisationId, id) =>
			approveInvitation(deps, actor, organisationId, id),
		approveInvitationOfKeeper: (id) => approveInvitationOfKeeper(deps, id),
		listInvitations: (organisationId, page) =>
			listInvitations(deps, organisationId, page),
		acceptInvitation: (caller, code) => acceptInvitation(deps, caller, code),
		showInvitation: (code) => showInvitation(deps, code),
	};
}

function accounts(deps: PeopleDeps): Accounts {
	const { accountStore, peopleStore, invitationStore } = deps;
	return {
		findOrMakeAccount: (tx, email, displayName) =>
			findOrMakeAccount(deps, tx, email, displayName),
		findAccount: (id, tx) => accountStore.findAccount(id, tx),
		findAccountByEmail: (email) => accountStore.findAccountByEmail(email),
		lockAccount: (tx, id) => accountStore.lockAccount(tx, id),
		lockActor: (tx, organisationId, actor) =>
			lockActor(deps, tx, organisationId, actor),
		requirePerson: (tx, organisationId, personId) =>
			requirePerson(deps, tx, organisationId, personId),
		findPerson: (organisationId, personId, tx) =>
			peopleStore.findPerson(organisationId, personId, tx),
		findOrganisation: (id) => peopleStore.findOrganisation(id),
		findMember: (organisationId, personId) =>
			peopleStore.findMember(organisationId, personId),
		findMembership: (accountId, organisationId, tx) =>
			peopleStore.findMembership(accountId, organisationId, tx),
		membershipsOf: (account, reach, tx) =>
			membershipsOf(deps, account, reach, tx),
		removedAmong: (some) => peopleStore.removedAmong(some),
		requireInvitation: async (code) => {
			const found = await requireInvitation(deps, code);
			return { ...found, ...(await requireApproved(deps, found.invitation)) };
		},
		joinByInvitation: (tx, found) => joinByInvitation(deps, tx, found),
		sweepInvitations: (before, limit) =>
			invitationStore.sweepInvitations(before, limit),
	};
}
