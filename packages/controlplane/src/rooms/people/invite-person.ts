import {
	type Actor,
	AppError,
	type InvitationId,
	type OrganisationId,
	type Page,
	type PageRequest,
	pageOf,
	rowsToRead,
} from "@quarterdeck/contract";
import { normalPerson } from "./add-person.ts";
import { idCursor } from "./cursors.ts";
import { type Invitation, invitationShape } from "./invitation.ts";
import type { StoredInvitation } from "./invitation-store.ts";
import { lockActor } from "./lock-actor.ts";
import type { NewInvitation, NewPerson } from "./people.ts";
import type { PeopleDeps } from "./people-deps.ts";
import { type ProvenActor, requireAllScopes } from "./proven-actor.ts";
import { isReviewedIn, requireFreeGroups } from "./require-free-groups.ts";
import { makeSecret } from "./secret-code.ts";

/**
 * Invites an email into an organisation, for `settings.invitationSeconds`; an open invitation of the same email is replaced. While
 * changes of rights are reviewed, it cannot be accepted before a second member approved it.
 * Whether the actor may is asked by the caller.
 * @throws AppError INPUT_INVALID, PERSON_EXISTS, PERSON_NOT_FOUND when the actor was removed.
 */
export async function invitePerson(
	deps: PeopleDeps,
	actor: ProvenActor,
	organisationId: OrganisationId,
	wanted: NewPerson,
): Promise<NewInvitation> {
	requireAllScopes(actor);
	const person = normalPerson(wanted);
	const isReviewed = await isReviewedIn(deps, organisationId);
	requireFreeGroups(isReviewed, person.groups);
	const id = deps.newId("invitation");
	const { text, secretHash } = makeSecret(invitationShape, id);
	const createdAt = deps.clock.now();
	const invitation: StoredInvitation = {
		...person,
		id,
		organisationId,
		secretHash,
		invitedBy: actor.personId,
		inviter: actor.email,
		createdAt,
		expiresAt: new Date(
			createdAt.getTime() + deps.settings.invitationSeconds * 1000,
		),
		acceptedAt: undefined,
		withdrawnAt: undefined,
		approvedAt: undefined,
		approvedBy: undefined,
		approver: undefined,
	};
	await deps.transact(async (tx) => {
		const { email, groups } = person;
		// Or an invitation would be left when those of a removed person are withdrawn.
		await lockActor(deps, tx, organisationId, actor);
		const known = await deps.peopleStore.findPersonByEmail(
			organisationId,
			email,
			tx,
		);
		if (known) throw new AppError("PERSON_EXISTS", { email });
		await deps.invitationStore.putInvitation(tx, invitation);
		await deps.audit.recordEvent(tx, {
			organisationId,
			code: "invitation.made",
			who: { kind: "person", personId: actor.personId, email: actor.email },
			outcome: "succeeded",
			subjectId: id,
			facts: { email, groups, ...(isReviewed && { waits: true }) },
		});
	});
	return { invitation: viewOfInvitation(invitation, isReviewed), code: text };
}

/**
 * Ends an open invitation. Whether the actor may is asked by the caller.
 * @throws AppError INVITATION_NOT_FOUND, PERSON_NOT_FOUND when the actor was removed.
 */
export async function withdrawInvitation(
	deps: PeopleDeps,
	actor: Actor,
	organisationId: OrganisationId,
	invitationId: InvitationId,
): Promise<Invitation> {
	return deps.transact(async (tx) => {
		await lockActor(deps, tx, organisationId, actor);
		const [withdrawn] = await deps.invitationStore.withdrawInvitations(
			tx,
			organisationId,
			{ id: invitationId },
			deps.clock.now(),
		);
		if (!withdrawn)
			throw new AppError("INVITATION_NOT_FOUND", { invitation: invitationId });
		await deps.audit.recordEvent(tx, {
			organisationId,
			code: "invitation.withdrawn",
			who: { kind: "person", personId: actor.personId, email: actor.email },
			outcome: "succeeded",
			subjectId: invitationId,
			facts: { email: withdrawn.email },
		});
		return viewOfInvitation(withdrawn, false);
	});
}

/** Open invitations, newest first. @throws AppError INPUT_INVALID for a cursor that is none. */
export async function listInvitations(
	deps: PeopleDeps,
	organisationId: OrganisationId,
	page: PageRequest,
): Promise<Page<Invitation>> {
	const rows = await deps.invitationStore.listInvitations(organisationId, {
		limit: rowsToRead(page),
		beforeId: idCursor("invitation", page),
		at: deps.clock.now(),
	});
	const isReviewed = await isReviewedIn(deps, organisationId);
	const shown = rows.map((row) => viewOfInvitation(row, isReviewed));
	return pageOf(shown, page, ({ id }) => id);
}

/** An invitation as members may see it: without what the store alone knows. */
export function viewOfInvitation(
	stored: StoredInvitation,
	isReviewed: boolean,
): Invitation {
	const {
		secretHash: _,
		acceptedAt,
		withdrawnAt,
		approvedBy,
		...rest
	} = stored;
	return { ...rest, waits: isReviewed && !stored.approvedAt };
}
