import type { OrganisationId, ProcessId } from "@quarterdeck/contract";
import type { Clock, NewId, Transact } from "@quarterdeck/runtime";
import type { Audit } from "../audit/index.ts";
import type { AccountChanges } from "./account-changes.ts";
import type { AccountStore } from "./account-store.ts";
import type { InvitationStore } from "./invitation-store.ts";
import type { PeopleStore } from "./people-store.ts";
import type { Proofs } from "./proofs.ts";

export interface PeopleSettings {
	/** Organisations an account may join or make by itself. */
	readonly maxOrganisations: number;
	readonly invitationSeconds: number;
}

/** Default settings. */
export const defaultPeopleSettings: PeopleSettings = {
	maxOrganisations: 100,
	invitationSeconds: 7 * 24 * 3600,
};

export interface PeopleDeps {
	readonly peopleStore: PeopleStore;
	readonly accountStore: AccountStore;
	readonly invitationStore: InvitationStore;
	readonly proofs: Proofs;
	readonly changes: AccountChanges;
	readonly audit: Audit;
	readonly transact: Transact;
	readonly clock: Clock;
	readonly newId: NewId;
	readonly processId: ProcessId;
	readonly settings: PeopleSettings;
	/** A port: whether changes to rights wait for a second member there, and so do new members. Absent: nowhere. */
	readonly rightsAreReviewed?:
		| ((organisationId: OrganisationId) => Promise<boolean>)
		| undefined;
}
