import {
	type Actor,
	AppError,
	type OrganisationId,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import { normalEmail } from "./email.ts";
import type { IdentityDeps } from "./identity-deps.ts";
import type { NewsId } from "./identity-news.ts";
import { endMachineTokensMadeBy } from "./machine-tokens.ts";
import type { Person } from "./person.ts";
import { presentPerson } from "./present-person.ts";

/**
 * Removes a member. In the same transaction end their tokens, the machine tokens and sign-in links they made, the links for them, the
 * invitations they made that are still open, the passwords that open this organisation alone, and the sessions of their account that
 * enter no other organisation. The owner cannot be removed.
 * @throws AppError PERSON_NOT_FOUND also when the actor was removed, NOT_ALLOWED.
 */
export async function removePerson(
	deps: IdentityDeps,
	actor: Actor,
	organisationId: OrganisationId,
	emailText: string,
): Promise<Person> {
	const email = normalEmail(emailText);
	return deps.transact(async (tx) => {
		const { identityStore } = deps;
		const known = await identityStore.findPersonByEmail(
			organisationId,
			email,
			tx,
		);
		if (!known) throw new AppError("PERSON_NOT_FOUND", { person: email });
		if (known.role === "owner")
			throw new AppError("NOT_ALLOWED", {
				person: actor.email,
				action: `remove ${email}`,
				hint: "An organisation keeps its owner.",
			});
		await holdBoth(deps, tx, actor, known);
		const at = deps.clock.now();
		const removed = await identityStore.removePerson(
			tx,
			organisationId,
			known.id,
			at,
		);
		if (!removed) throw new AppError("PERSON_NOT_FOUND", { person: email });
		const { personId } = actor;
		const who = { kind: "person", personId, email: actor.email } as const;
		const ended = await endProofsOf(deps, tx, removed, at);
		const machineTokensEnded = await endMachineTokensMadeBy(
			deps,
			tx,
			removed,
			who,
		);
		await deps.audit.recordEvent(tx, {
			organisationId,
			code: "person.removed",
			who,
			outcome: "succeeded",
			subjectId: known.id,
			facts: { email, ...ended, machineTokensEnded },
		});
		return removed;
	});
}

/**
 * Of two organisations that remove somebody at once, the second sees that none is left; of two members who remove each other, the
 * second is there no more. Accounts are always locked in one order, so that neither waits for the other.
 */
async function holdBoth(
	deps: IdentityDeps,
	tx: Transaction,
	actor: Actor,
	{ organisationId, accountId }: Person,
): Promise<void> {
	const { personId } = actor;
	const by = await presentPerson(deps, tx, organisationId, personId);
	for (const id of [...new Set([by.accountId, accountId])].sort())
		await deps.accountStore.lockAccount(tx, id);
	await presentPerson(deps, tx, organisationId, personId);
}

async function endProofsOf(
	deps: IdentityDeps,
	tx: Transaction,
	person: Person,
	at: Date,
) {
	const { id, organisationId, accountId } = person;
	await deps.identityStore.endSignInLinks(tx, organisationId, id, at);
	const invitations = await deps.invitationStore.withdrawInvitations(
		tx,
		organisationId,
		{ invitedBy: id },
		at,
	);
	const tokens = await deps.tokenStore.endApiTokens(
		tx,
		organisationId,
		id,
		undefined,
		at,
	);
	await deps.accountStore.closePasswords(tx, accountId, organisationId);
	const [left] = await deps.identityStore.listMemberships(accountId, 1, tx);
	const sessions = await deps.sessionStore.endSessions(
		tx,
		accountId,
		left && [organisationId],
		{},
		at,
	);
	const ids: NewsId[] = [id, ...tokens, ...sessions.map((one) => one.id)];
	await deps.news.announce(tx, { kind: "ended", ids });
	return {
		tokensEnded: tokens.length,
		sessionsEnded: sessions.length,
		invitationsWithdrawn: invitations.length,
	};
}
