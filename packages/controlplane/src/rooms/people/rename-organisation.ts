import {
	type Actor,
	AppError,
	type OrganisationId,
} from "@quarterdeck/contract";
import { normalName } from "./email.ts";
import { lockActor } from "./lock-actor.ts";
import type { PeopleDeps } from "./people-deps.ts";
import type { Organisation } from "./person.ts";

/**
 * Gives an organisation another name. Whether the actor may is asked by the caller.
 * @throws AppError INPUT_INVALID, ORGANISATION_UNKNOWN, PERSON_NOT_FOUND when the actor was removed.
 */
export async function renameOrganisation(
	deps: PeopleDeps,
	actor: Actor,
	organisationId: OrganisationId,
	nameText: string,
): Promise<Organisation> {
	const name = normalName("name", nameText);
	return deps.transact(async (tx) => {
		await lockActor(deps, tx, organisationId, actor);
		const renamed = await deps.peopleStore.renameOrganisation(
			tx,
			organisationId,
			name,
		);
		if (!renamed)
			throw new AppError("ORGANISATION_UNKNOWN", {
				organisation: organisationId,
			});
		await deps.changes.announce(tx, { changed: [organisationId] });
		await deps.audit.recordEvent(tx, {
			organisationId,
			code: "organisation.renamed",
			who: { kind: "person", personId: actor.personId, email: actor.email },
			outcome: "succeeded",
			subjectId: organisationId,
			facts: { name },
		});
		return renamed;
	});
}
