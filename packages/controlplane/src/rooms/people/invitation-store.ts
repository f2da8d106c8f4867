import type {
	InvitationId,
	OrganisationId,
	PersonId,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { Invitation } from "./invitation.ts";
import type { Organisation } from "./person.ts";

export interface StoredInvitation extends Omit<Invitation, "waits"> {
	readonly secretHash: string;
	readonly acceptedAt: Date | undefined;
	readonly withdrawnAt: Date | undefined;
	/** Undefined also when whoever keeps the server approved it. */
	readonly approvedBy: PersonId | undefined;
}

export interface FoundInvitation {
	readonly invitation: StoredInvitation;
	readonly organisation: Organisation;
}

/** One that may be accepted as far as review goes. */
export interface ApprovedInvitation extends FoundInvitation {
	/** Whether changes of rights wait for a second member in the organisation now. */
	readonly isReviewed: boolean;
}

/** Where invitations lie. */
export interface InvitationStore {
	/** Puts it in the place of an open one for the same email. */
	putInvitation(tx: Transaction, invitation: StoredInvitation): Promise<void>;
	/** The one behind an id that nobody but its bearer knows; of any organisation, in any state. */
	findInvitation(id: InvitationId): Promise<FoundInvitation | undefined>;
	/** Marks an open one accepted; false when it is open no longer. Atomic: one of many callers gets true. */
	acceptInvitation(
		tx: Transaction,
		organisationId: OrganisationId,
		id: InvitationId,
		at: Date,
	): Promise<boolean>;
	/** Marks an open one approved; undefined when it is open no longer or was approved before. Atomic, as above. */
	approveInvitation(
		tx: Transaction,
		organisationId: OrganisationId,
		id: InvitationId,
		approval: { readonly by: PersonId | undefined; readonly at: Date },
	): Promise<StoredInvitation | undefined>;
	/** Ends open ones: the one, or all that a person made; those this call ended. */
	withdrawInvitations(
		tx: Transaction,
		organisationId: OrganisationId,
		which: { readonly id: InvitationId } | { readonly invitedBy: PersonId },
		at: Date,
	): Promise<readonly StoredInvitation[]>;
	/** Open ones, newest first. */
	listInvitations(
		organisationId: OrganisationId,
		page: {
			readonly limit: number;
			readonly beforeId?: string | undefined;
			readonly at: Date;
		},
	): Promise<readonly StoredInvitation[]>;
	sweepInvitations(before: Date, limit: number): Promise<number>;
}
