import {
	type Actor,
	AppError,
	type OrganisationId,
} from "@quarterdeck/contract";
import { normalEmail } from "./email.ts";
import { lockBoth } from "./lock-actor.ts";
import type { PeopleDeps } from "./people-deps.ts";
import type { Person } from "./person.ts";

/**
 * Removes a member. In the same transaction end all that proves who they are (see `Proofs.endProofs`) and the invitations they made that
 * are still open. The owner cannot be removed.
 * @throws AppError PERSON_NOT_FOUND also when the actor was removed, NOT_ALLOWED.
 */
export async function removePerson(
	deps: PeopleDeps,
	actor: Actor,
	organisationId: OrganisationId,
	emailText: string,
): Promise<Person> {
	const email = normalEmail(emailText);
	return deps.transact(async (tx) => {
		const { peopleStore } = deps;
		const known = await peopleStore.findPersonByEmail(
			organisationId,
			email,
			tx,
		);
		if (!known) throw new AppError("PERSON_NOT_FOUND", { person: email });
		if (known.role === "owner")
			throw new AppError("NOT_ALLOWED", {
				person: actor.email,
				action: `remove ${email}`,
				hint: "The owner cannot be removed. Transfer ownership first.",
			});
		await lockBoth(deps, tx, actor, known);
		const at = deps.clock.now();
		const removed = await peopleStore.removePerson(
			tx,
			organisationId,
			known.id,
			at,
		);
		if (!removed) throw new AppError("PERSON_NOT_FOUND", { person: email });
		const { personId } = actor;
		const who = { kind: "person", personId, email: actor.email } as const;
		const withdrawn = await deps.invitationStore.withdrawInvitations(
			tx,
			organisationId,
			{ invitedBy: removed.id },
			at,
		);
		const left = await peopleStore.listMemberships(removed.accountId, 1, tx);
		const ended = await deps.proofs.endProofs(tx, removed, {
			who,
			isLast: left.length === 0,
		});
		await deps.audit.recordEvent(tx, {
			organisationId,
			code: "person.removed",
			who,
			outcome: "succeeded",
			subjectId: known.id,
			facts: { email, ...ended, invitationsWithdrawn: withdrawn.length },
		});
		return removed;
	});
}
