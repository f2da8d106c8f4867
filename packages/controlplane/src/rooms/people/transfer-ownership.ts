import {
	AppError,
	type OrganisationId,
	type PersonId,
} from "@quarterdeck/contract";
import { whoIs } from "./account-events.ts";
import type { PeopleDeps } from "./people-deps.ts";
import type { Person } from "./person.ts";
import { type ProvenActor, requireAllScopes } from "./proven-actor.ts";

/**
 * Makes another present member the owner; the owner becomes a member. Only the owner may. Of two transfers at once the second finds
 * that its actor is the owner no more.
 * @returns the new owner.
 * @throws AppError NOT_ALLOWED, PERSON_NOT_FOUND also for a removed person.
 */
export async function transferOwnership(
	deps: PeopleDeps,
	actor: ProvenActor,
	organisationId: OrganisationId,
	to: PersonId,
): Promise<Person> {
	const { peopleStore } = deps;
	requireAllScopes(actor);
	return deps.transact(async (tx) => {
		const owner = await peopleStore.findOwner(organisationId, tx);
		if (owner?.id !== actor.personId)
			throw new AppError("NOT_ALLOWED", {
				person: actor.email,
				action: "transfer ownership of the organisation",
				hint: `Only its owner may: ${owner?.email ?? ""}.`,
			});
		if (to === owner.id) return owner;
		// In this order, because there are never two owners, not even for a moment.
		await peopleStore.updatePerson(tx, organisationId, owner.id, {
			role: "member",
		});
		const next = await peopleStore.updatePerson(tx, organisationId, to, {
			role: "owner",
		});
		if (!next) throw new AppError("PERSON_NOT_FOUND", { person: to });
		await deps.changes.announce(tx, { changed: [owner.id, next.id] });
		await deps.audit.recordEvent(tx, {
			organisationId,
			code: "ownership.transferred",
			who: whoIs(owner),
			outcome: "succeeded",
			subjectId: next.id,
			facts: { from: owner.email, to: next.email },
		});
		return next;
	});
}
