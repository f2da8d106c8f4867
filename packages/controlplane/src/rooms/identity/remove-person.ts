import {
	type Actor,
	AppError,
	type OrganisationId,
} from "@quarterdeck/contract";
import { normalEmail } from "./email.ts";
import type { IdentityDeps } from "./ensure-first-organisation.ts";
import type { Person } from "./person.ts";

/**
 * Removes a member; their tokens and sign-in links end in the same transaction. The owner cannot be removed.
 * @throws AppError PERSON_NOT_FOUND, NOT_ALLOWED.
 */
export async function removePerson(
	deps: IdentityDeps,
	actor: Actor,
	organisationId: OrganisationId,
	emailText: string,
): Promise<Person> {
	const email = normalEmail(emailText);
	return deps.transact(async (tx) => {
		const known = await deps.identityStore.findPersonByEmail(
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
		const at = deps.clock.now();
		const removed = await deps.identityStore.removePerson(
			tx,
			organisationId,
			known.id,
			at,
		);
		if (!removed) throw new AppError("PERSON_NOT_FOUND", { person: email });
		await deps.identityStore.endSignInLinks(tx, organisationId, known.id, at);
		const ended = await deps.identityStore.endApiTokens(
			tx,
			organisationId,
			known.id,
			undefined,
			at,
		);
		await deps.tokenEndings.announce(tx, ended);
		await deps.audit.recordEvent(tx, {
			organisationId,
			code: "person.removed",
			who: { kind: "person", personId: actor.personId, email: actor.email },
			outcome: "succeeded",
			subjectId: known.id,
			facts: { email, tokensEnded: ended.length },
		});
		return removed;
	});
}
