import { AppError } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { Account, Browser, NewSession } from "./account.ts";
import {
	accountOf,
	openToSession,
	recordTold,
	type ToldEvent,
	tellAll,
} from "./account-of.ts";
import { memberOf } from "./add-person.ts";
import { beginSession } from "./begin-session.ts";
import { checkRoom } from "./create-organisation.ts";
import { holdSelf } from "./hold-session.ts";
import type { MaybeSession } from "./identity.ts";
import type { IdentityDeps } from "./identity-deps.ts";
import type { FoundInvitation } from "./invitation-store.ts";
import type { Membership } from "./person.ts";
import { invitationShape, readSecret, sameHash } from "./secret-token.ts";

/**
 * Takes the account into the organisation that invited its email. Of any number of callers with the same code, one succeeds.
 * @throws AppError INVITATION_REFUSED for a code that is wrong, used, withdrawn or late (it does not say which),
 * INVITATION_FOR_ANOTHER, PERSON_EXISTS for somebody who is a member already, ORGANISATIONS_TOO_MANY.
 */
export async function acceptInvitation(
	deps: IdentityDeps,
	self: MaybeSession,
	code: string,
): Promise<Membership> {
	const found = await findInvitation(deps, code);
	const { email } = found.invitation;
	const { account } = self;
	if (account.email !== email)
		throw new AppError("INVITATION_FOR_ANOTHER", {
			email,
			account: account.email,
		});
	return deps.transact(async (tx) => {
		await holdSelf(deps, tx, self);
		await checkRoom(deps, tx, account);
		const joined = await join(deps, tx, found, account);
		await openToSession(deps, tx, self, joined.organisation.id);
		await recordTold(deps, tx, told(found, joined));
		return joined;
	});
}

/**
 * The same for somebody who is not signed in, where the link is all that can prove an email: makes the account when there is none, and
 * a session that opens this organisation alone, for whoever made the link might use it in the person's stead. Whether links are taken
 * so is asked by the caller.
 * @throws AppError INVITATION_REFUSED, PERSON_EXISTS, ORGANISATIONS_TOO_MANY.
 */
export async function acceptByLink(
	deps: IdentityDeps,
	code: string,
	browser: Browser,
): Promise<NewSession> {
	const found = await findInvitation(deps, code);
	const { email, displayName } = found.invitation;
	return deps.transact(async (tx) => {
		const account = await accountOf(deps, tx, email, displayName);
		await deps.accountStore.lockAccount(tx, account.id);
		await checkRoom(deps, tx, account);
		const joined = await join(deps, tx, found, account);
		const organisationId = joined.organisation.id;
		return beginSession(deps, tx, {
			account,
			method: "link",
			reach: [organisationId],
			provedFor: organisationId,
			browser,
			organisationId,
			told: told(found, joined),
		});
	});
}

async function findInvitation(
	deps: IdentityDeps,
	code: string,
): Promise<FoundInvitation> {
	const given = readSecret(invitationShape, code);
	const found = given && (await deps.invitationStore.findInvitation(given.id));
	if (!found || !sameHash(found.invitation.secretHash, given.secretHash))
		throw new AppError("INVITATION_REFUSED", {});
	return found;
}

async function join(
	deps: IdentityDeps,
	tx: Transaction,
	{ invitation, organisation }: FoundInvitation,
	account: Account,
): Promise<Membership> {
	const isFirst = await deps.invitationStore.acceptInvitation(
		tx,
		organisation.id,
		invitation.id,
		deps.clock.now(),
	);
	if (!isFirst) throw new AppError("INVITATION_REFUSED", {});
	const person = memberOf(deps, organisation.id, account, invitation);
	if (!(await deps.identityStore.insertPerson(tx, person)))
		throw new AppError("PERSON_EXISTS", { email: account.email });
	return { organisation, person };
}

function told(
	{ invitation }: FoundInvitation,
	joined: Membership,
): readonly ToldEvent[] {
	return tellAll([joined], {
		code: "invitation.accepted",
		subjectId: joined.person.id,
		facts: {
			invitation: invitation.id,
			inviter: invitation.inviter,
			groups: joined.person.groups,
		},
	});
}
