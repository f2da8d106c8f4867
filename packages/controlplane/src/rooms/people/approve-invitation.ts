import {
	AppError,
	type InvitationId,
	type OrganisationId,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { AuditWho } from "../audit/index.ts";
import type { Invitation } from "./invitation.ts";
import type { StoredInvitation } from "./invitation-store.ts";
import { viewOfInvitation } from "./invite-person.ts";
import { lockActor } from "./lock-actor.ts";
import type { PeopleDeps } from "./people-deps.ts";
import { type ProvenActor, requireAllScopes } from "./proven-actor.ts";
import { requireIndependent } from "./require-independent.ts";

/**
 * A second member lets an invitation be accepted while changes of rights are reviewed. Of two approvals at once the first stands.
 * Whether the actor may is asked by the caller.
 * @throws AppError INVITATION_NOT_FOUND when it is not open, INVITATION_APPROVED, APPROVER_NOT_INDEPENDENT, TOKEN_TOO_NARROW,
 * PERSON_NOT_FOUND when the actor was removed.
 */
export async function approveInvitation(
	deps: PeopleDeps,
	actor: ProvenActor,
	organisationId: OrganisationId,
	invitationId: InvitationId,
): Promise<Invitation> {
	requireAllScopes(actor);
	const invitation = await requireOpen(deps, organisationId, invitationId);
	return deps.transact(async (tx) => {
		const approver = await lockActor(deps, tx, organisationId, actor);
		const inviter = await deps.peopleStore.findPerson(
			organisationId,
			invitation.invitedBy,
			tx,
		);
		if (!inviter) throw new Error("an invitation without an inviter");
		requireIndependent({
			what: `the invitation for ${invitation.email}`,
			approver,
			author: inviter,
			askedAt: invitation.createdAt,
		});
		return approve(deps, tx, invitation, {
			kind: "person",
			personId: approver.id,
			email: approver.email,
		});
	});
}

/**
 * The same by whoever keeps the server, who vouches that the invited is another human: they begin a line of their own. How a second
 * member comes into an organisation where nobody can approve. What is not open or was approved stays as it is.
 * @returns whether it was approved now.
 */
export async function approveInvitationOfKeeper(
	deps: PeopleDeps,
	invitationId: InvitationId,
): Promise<boolean> {
	const found = await deps.invitationStore.findInvitation(invitationId);
	if (!found || !isOpen(deps, found.invitation)) return false;
	const who = { kind: "process", processId: deps.processId } as const;
	const { invitation } = found;
	return deps.transact((tx) =>
		approve(deps, tx, invitation, who).then(
			() => true,
			(error) => {
				if (error instanceof AppError) return false;
				throw error;
			},
		),
	);
}

/** Whether an invitation lets somebody in now. @throws AppError INVITATION_WAITS while a second member must approve it. */
export async function requireApproved(
	{ rightsAreReviewed }: Pick<PeopleDeps, "rightsAreReviewed">,
	{ organisationId, inviter, approvedAt }: StoredInvitation,
): Promise<{ readonly isReviewed: boolean }> {
	const isReviewed = (await rightsAreReviewed?.(organisationId)) ?? false;
	if (isReviewed && !approvedAt)
		throw new AppError("INVITATION_WAITS", { inviter });
	return { isReviewed };
}

async function approve(
	deps: PeopleDeps,
	tx: Transaction,
	invitation: StoredInvitation,
	who: AuditWho,
): Promise<Invitation> {
	const { organisationId, id, email, inviter, groups } = invitation;
	const approved = await deps.invitationStore.approveInvitation(
		tx,
		organisationId,
		id,
		{
			by: who.kind === "person" ? who.personId : undefined,
			at: deps.clock.now(),
		},
	);
	if (!approved) {
		if (invitation.approvedAt)
			throw new AppError("INVITATION_APPROVED", { email });
		throw new AppError("INVITATION_NOT_FOUND", { invitation: id });
	}
	await deps.audit.recordEvent(tx, {
		organisationId,
		code: "invitation.approved",
		who,
		outcome: "succeeded",
		subjectId: id,
		facts: { email, inviter, groups },
	});
	return viewOfInvitation(approved, true);
}

async function requireOpen(
	deps: PeopleDeps,
	organisationId: OrganisationId,
	id: InvitationId,
): Promise<StoredInvitation> {
	const found = await deps.invitationStore.findInvitation(id);
	const isHere = found?.organisation.id === organisationId;
	if (!found || !isHere || !isOpen(deps, found.invitation))
		throw new AppError("INVITATION_NOT_FOUND", { invitation: id });
	return found.invitation;
}

function isOpen(
	{ clock }: Pick<PeopleDeps, "clock">,
	{ acceptedAt, withdrawnAt, expiresAt }: StoredInvitation,
): boolean {
	return !acceptedAt && !withdrawnAt && expiresAt > clock.now();
}
