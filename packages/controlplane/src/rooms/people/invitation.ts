import type {
	InvitationId,
	OrganisationId,
	PersonId,
} from "@quarterdeck/contract";
import type { SecretShape } from "./secret-code.ts";

/*
 *   open ──► accepted    once, by an account of that very email; while changes of rights are reviewed, after a second member approved
 *        ──► withdrawn   by a member, by a newer one for the same email, or because who made it was removed
 *        ──► late        after 7 days
 */
export interface Invitation {
	readonly id: InvitationId;
	readonly organisationId: OrganisationId;
	/** Lower case. */
	readonly email: string;
	readonly displayName: string;
	readonly groups: readonly string[];
	readonly invitedBy: PersonId;
	/** Their email, for people to read. */
	readonly inviter: string;
	readonly createdAt: Date;
	readonly expiresAt: Date;
	/** Whether a second member must approve it before it can be accepted. */
	readonly waits: boolean;
	/** Since when a second member, or whoever keeps the server, lets it be accepted under review. */
	readonly approvedAt: Date | undefined;
	/** The email of that member; undefined also when it was whoever keeps the server. */
	readonly approver: string | undefined;
}

/** What the code of an invitation looks like. */
export const invitationShape: SecretShape<"invitation"> = {
	prefix: "qdi",
	kind: "invitation",
};
