import {
	type Actor,
	AppError,
	type OrganisationId,
} from "@quarterdeck/contract";
import { normalEmail, normalName } from "./email.ts";
import type { IdentityDeps } from "./ensure-first-organisation.ts";
import type { NewPerson } from "./identity.ts";
import type { Person } from "./person.ts";

/**
 * Adds a member. Whether the actor may is asked by the caller (rooms/permissions comes after this room).
 * @throws AppError PERSON_EXISTS, INPUT_INVALID.
 */
export async function addPerson(
	deps: IdentityDeps,
	actor: Actor,
	organisationId: OrganisationId,
	wanted: NewPerson,
): Promise<Person> {
	const email = normalEmail(wanted.email);
	const person: Person = {
		id: deps.newId("person"),
		organisationId,
		email,
		displayName: normalName(
			"displayName",
			wanted.displayName || email,
			320,
		).slice(0, 256),
		groups: normalGroups(wanted.groups ?? []),
		role: "member",
		createdAt: deps.clock.now(),
		removedAt: undefined,
	};
	await deps.transact(async (tx) => {
		if (!(await deps.identityStore.insertPerson(tx, person)))
			throw new AppError("PERSON_EXISTS", { email });
		await deps.audit.recordEvent(tx, {
			organisationId,
			code: "person.added",
			who: { kind: "person", personId: actor.personId, email: actor.email },
			outcome: "succeeded",
			subjectId: person.id,
			facts: { email, groups: [...person.groups] },
		});
	});
	return person;
}

function normalGroups(groups: readonly string[]): string[] {
	if (groups.length > 200)
		throw new AppError("INPUT_INVALID", {
			field: "groups",
			reason: "at most 200 groups",
		});
	return [...new Set(groups.map((group) => normalName("groups", group)))];
}
