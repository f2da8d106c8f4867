import {
	type Actor,
	AppError,
	type OrganisationId,
} from "@quarterdeck/contract";
import { normalName } from "./email.ts";
import type { IdentityDeps } from "./identity-deps.ts";
import type { Organisation } from "./person.ts";
import { holdActor } from "./present-person.ts";

/**
 * Gives an organisation another name. Whether the actor may is asked by the caller.
 * @throws AppError INPUT_INVALID, ORGANISATION_UNKNOWN, PERSON_NOT_FOUND when the actor was removed.
 */
export async function renameOrganisation(
	deps: IdentityDeps,
	actor: Actor,
	organisationId: OrganisationId,
	nameText: string,
): Promise<Organisation> {
	const name = normalName("name", nameText);
	return deps.transact(async (tx) => {
		await holdActor(deps, tx, organisationId, actor);
		const renamed = await deps.identityStore.renameOrganisation(
			tx,
			organisationId,
			name,
		);
		if (!renamed)
			throw new AppError("ORGANISATION_UNKNOWN", {
				organisation: organisationId,
			});
		await deps.news.announce(tx, { kind: "changed", ids: [organisationId] });
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
