import {
	AppError,
	type OrganisationId,
	type PersonId,
} from "@quarterdeck/contract";
import { normalGroups } from "./add-person.ts";
import { checkWhole } from "./check-whole.ts";
import { normalName } from "./email.ts";
import type { Speaker } from "./identity.ts";
import type { IdentityDeps } from "./identity-deps.ts";
import type { Person } from "./person.ts";
import { holdActor } from "./present-person.ts";

/**
 * Changes the name or the groups of a person who was not removed. It holds for what they begin from now on, on every replica.
 * Whether the actor may is asked by the caller.
 * @throws AppError INPUT_INVALID, PERSON_NOT_FOUND also when the actor was removed.
 */
export async function updatePerson(
	deps: IdentityDeps,
	actor: Speaker,
	organisationId: OrganisationId,
	personId: PersonId,
	wanted: {
		readonly displayName?: string | undefined;
		readonly groups?: readonly string[] | undefined;
	},
): Promise<Person> {
	if (wanted.groups) checkWhole(actor);
	const change = {
		...(wanted.displayName !== undefined && {
			displayName: normalName("displayName", wanted.displayName),
		}),
		...(wanted.groups && { groups: normalGroups(wanted.groups) }),
	};
	return deps.transact(async (tx) => {
		await holdActor(deps, tx, organisationId, actor);
		const changed = await deps.identityStore.updatePerson(
			tx,
			organisationId,
			personId,
			change,
		);
		if (!changed) throw new AppError("PERSON_NOT_FOUND", { person: personId });
		await deps.news.announce(tx, { kind: "changed", ids: [personId] });
		await deps.audit.recordEvent(tx, {
			organisationId,
			code: "person.updated",
			who: { kind: "person", personId: actor.personId, email: actor.email },
			outcome: "succeeded",
			subjectId: personId,
			facts: { email: changed.email, ...change },
		});
		return changed;
	});
}
