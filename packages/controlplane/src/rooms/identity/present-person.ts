import {
	type Actor,
	AppError,
	type OrganisationId,
	type PersonId,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { IdentityDeps } from "./identity-deps.ts";
import type { Person } from "./person.ts";

/** A person who was not removed. @throws AppError PERSON_NOT_FOUND also for a removed person. */
export async function presentPerson(
	deps: IdentityDeps,
	tx: Transaction,
	organisationId: OrganisationId,
	personId: PersonId,
): Promise<Person> {
	const person = await deps.identityStore.findPerson(
		organisationId,
		personId,
		tx,
	);
	if (!person || person.removedAt)
		throw new AppError("PERSON_NOT_FOUND", { person: personId });
	return person;
}

/**
 * Holds whoever changes something, first in the transaction: who was removed since they were asked who they are changes nothing, and
 * nobody removes them before it ends.
 * @throws AppError PERSON_NOT_FOUND when they were removed.
 */
export async function holdActor(
	deps: IdentityDeps,
	tx: Transaction,
	organisationId: OrganisationId,
	{ personId }: Pick<Actor, "personId">,
): Promise<Person> {
	const person = await presentPerson(deps, tx, organisationId, personId);
	await deps.accountStore.lockAccount(tx, person.accountId);
	return presentPerson(deps, tx, organisationId, personId);
}
