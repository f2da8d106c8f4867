import {
	AppError,
	type OrganisationId,
	type PersonId,
} from "@quarterdeck/contract";
import { normalGroups } from "./add-person.ts";
import { normalName } from "./email.ts";
import { lockBoth, requirePerson } from "./lock-actor.ts";
import type { PeopleDeps } from "./people-deps.ts";
import type { Person } from "./person.ts";
import { type ProvenActor, requireAllScopes } from "./proven-actor.ts";
import { refuseMoreGroups } from "./require-free-groups.ts";

/**
 * Changes the name or the groups of a person who was not removed. It holds for what they begin from now on, on every replica.
 * Whether the actor may is asked by the caller.
 * @throws AppError INPUT_INVALID, REVIEW_REQUIRED, PERSON_NOT_FOUND also when the actor was removed.
 */
export async function updatePerson(
	deps: PeopleDeps,
	actor: ProvenActor,
	organisationId: OrganisationId,
	personId: PersonId,
	wanted: {
		readonly displayName?: string | undefined;
		readonly groups?: readonly string[] | undefined;
	},
): Promise<Person> {
	if (wanted.groups) requireAllScopes(actor);
	const change = {
		...(wanted.displayName !== undefined && {
			displayName: normalName("displayName", wanted.displayName),
		}),
		...(wanted.groups && { groups: normalGroups(wanted.groups) }),
	};
	const { groups } = change;
	const isReviewed =
		groups && ((await deps.rightsAreReviewed?.(organisationId)) ?? false);
	return deps.transact(async (tx) => {
		const { accountId } = await requirePerson(
			deps,
			tx,
			organisationId,
			personId,
		);
		await lockBoth(deps, tx, actor, { organisationId, accountId });
		const known = await requirePerson(deps, tx, organisationId, personId);
		// Within the lock: another may be taking groups away at the same time.
		if (isReviewed) refuseMoreGroups(groups, known.groups);
		const changed = await deps.peopleStore.updatePerson(
			tx,
			organisationId,
			personId,
			change,
		);
		if (!changed) throw new AppError("PERSON_NOT_FOUND", { person: personId });
		await deps.changes.announce(tx, { changed: [personId] });
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
