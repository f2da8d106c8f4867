import { type AccountId, AppError } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { Account, AccountCaller } from "./account.ts";
import {
	eventInEach,
	type OrganisationEvent,
	recordAccountEvents,
} from "./account-events.ts";
import type { Joined } from "./accounts.ts";
import { memberOf } from "./add-person.ts";
import { requireApproved } from "./approve-invitation.ts";
import { requireRoom } from "./create-organisation.ts";
import { findOrMakeAccount } from "./find-account.ts";
import { invitationShape } from "./invitation.ts";
import type {
	ApprovedInvitation,
	FoundInvitation,
	StoredInvitation,
} from "./invitation-store.ts";
import { lockCaller, openToCaller } from "./lock-actor.ts";
import type { PeopleDeps } from "./people-deps.ts";
import type { Membership } from "./person.ts";
import { readSecret, sameHash } from "./secret-code.ts";

/**
 * Takes the account into the organisation that invited its email. Of any number of callers with the same code, one succeeds.
 * @throws AppError INVITATION_REFUSED for a code that is wrong, used, withdrawn or late (it does not say which),
 * INVITATION_FOR_ANOTHER, INVITATION_WAITS while a second member must approve it, PERSON_EXISTS for somebody who is a member already,
 * ORGANISATIONS_TOO_MANY.
 */
export async function acceptInvitation(
	deps: PeopleDeps,
	caller: AccountCaller,
	code: string,
): Promise<Membership> {
	const found = await requireInvitation(deps, code);
	const { email } = found.invitation;
	const { account } = caller;
	if (account.email !== email)
		throw new AppError("INVITATION_FOR_ANOTHER", {
			email,
			account: account.email,
		});
	const { isReviewed } = await requireApproved(deps, found.invitation);
	return deps.transact(async (tx) => {
		await lockCaller(deps, tx, caller);
		const joined = await join(deps, tx, { ...found, isReviewed }, account);
		await openToCaller(deps, tx, caller, joined.organisation.id);
		await recordAccountEvents(deps, tx, acceptedEvents(found, joined));
		return joined;
	});
}

/**
 * The same for somebody who is not signed in, where the link is all that can prove an email: makes the account when there is none, and
 * locks it. Recording the events, and asking `requireApproved` first, is left to the caller.
 * @throws AppError INVITATION_REFUSED, PERSON_EXISTS, ORGANISATIONS_TOO_MANY.
 */
export async function joinByInvitation(
	deps: PeopleDeps,
	tx: Transaction,
	found: ApprovedInvitation,
): Promise<Joined> {
	const { email, displayName } = found.invitation;
	const account = await findOrMakeAccount(deps, tx, email, displayName);
	await deps.accountStore.lockAccount(tx, account.id);
	const joined = await join(deps, tx, found, account);
	return { ...joined, account, events: acceptedEvents(found, joined) };
}

/** The invitation behind a code, in any state. @throws AppError INVITATION_REFUSED for a code that is wrong. */
export async function requireInvitation(
	{ invitationStore }: Pick<PeopleDeps, "invitationStore">,
	code: string,
): Promise<FoundInvitation> {
	const given = readSecret(invitationShape, code);
	const found = given && (await invitationStore.findInvitation(given.id));
	if (!found || !sameHash(found.invitation.secretHash, given.secretHash))
		throw new AppError("INVITATION_REFUSED", {});
	return found;
}

async function join(
	deps: PeopleDeps,
	tx: Transaction,
	{ invitation, organisation, isReviewed }: ApprovedInvitation,
	account: Account,
): Promise<Membership> {
	await requireRoom(deps, tx, account);
	const isFirst = await deps.invitationStore.acceptInvitation(
		tx,
		organisation.id,
		invitation.id,
		deps.clock.now(),
	);
	if (!isFirst) throw new AppError("INVITATION_REFUSED", {});
	const person = memberOf(deps, organisation.id, account, {
		...invitation,
		lineOf: isReviewed ? await lineOf(deps, tx, invitation) : undefined,
	});
	if (!(await deps.peopleStore.insertPerson(tx, person)))
		throw new AppError("PERSON_EXISTS", { email: account.email });
	return { organisation, person };
}

/** Whose line the invited belongs to: the inviter's, unless whoever keeps the server vouched for them. */
async function lineOf(
	{ peopleStore }: PeopleDeps,
	tx: Transaction,
	{ organisationId, invitedBy, approvedBy }: StoredInvitation,
): Promise<AccountId | undefined> {
	if (!approvedBy) return undefined;
	const inviter = await peopleStore.findPerson(organisationId, invitedBy, tx);
	return inviter?.lineOf ?? inviter?.accountId;
}

function acceptedEvents(
	{ invitation }: FoundInvitation,
	joined: Membership,
): readonly OrganisationEvent[] {
	return eventInEach([joined], {
		code: "invitation.accepted",
		subjectId: joined.person.id,
		facts: {
			invitation: invitation.id,
			inviter: invitation.inviter,
			...(invitation.approver && { approver: invitation.approver }),
			groups: joined.person.groups,
		},
	});
}
