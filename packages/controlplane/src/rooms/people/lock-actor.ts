import {
	type Actor,
	AppError,
	type OrganisationId,
	type PersonId,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { AccountCaller } from "./account.ts";
import type { PeopleDeps } from "./people-deps.ts";
import type { Person } from "./person.ts";

type LockDeps = Pick<PeopleDeps, "peopleStore" | "accountStore">;

/** A person who was not removed. @throws AppError PERSON_NOT_FOUND also for a removed person. */
export async function requirePerson(
	deps: Pick<PeopleDeps, "peopleStore">,
	tx: Transaction,
	organisationId: OrganisationId,
	personId: PersonId,
): Promise<Person> {
	const person = await deps.peopleStore.findPerson(
		organisationId,
		personId,
		tx,
	);
	if (!person || person.removedAt)
		throw new AppError("PERSON_NOT_FOUND", { person: personId });
	return person;
}

/**
 * Locks whoever changes something, first in the transaction: who was removed since they were asked who they are changes nothing, and
 * nobody removes them before it ends.
 * @throws AppError PERSON_NOT_FOUND when they were removed.
 */
export async function lockActor(
	deps: LockDeps,
	tx: Transaction,
	organisationId: OrganisationId,
	{ personId }: Pick<Actor, "personId">,
): Promise<Person> {
	const person = await requirePerson(deps, tx, organisationId, personId);
	await deps.accountStore.lockAccount(tx, person.accountId);
	return requirePerson(deps, tx, organisationId, personId);
}

/**
 * Locks whoever changes somebody, and them. Of two organisations that remove somebody at once, the second sees that none is left; of two
 * members who remove each other, the second is there no more. Accounts are always locked in one order, so that neither waits for the other.
 * @throws AppError PERSON_NOT_FOUND when the actor was removed.
 */
export async function lockBoth(
	deps: LockDeps,
	tx: Transaction,
	{ personId }: Pick<Actor, "personId">,
	{ organisationId, accountId }: Pick<Person, "organisationId" | "accountId">,
): Promise<void> {
	const by = await requirePerson(deps, tx, organisationId, personId);
	for (const id of [...new Set([by.accountId, accountId])].sort())
		await deps.accountStore.lockAccount(tx, id);
	await requirePerson(deps, tx, organisationId, personId);
}

/**
 * Locks an account that changes something of its own, first in the transaction, with the session it asks by: one that ended since it
 * was asked who holds it changes nothing.
 * @throws AppError NOT_SIGNED_IN when the session ended.
 */
export async function lockCaller(
	deps: Pick<PeopleDeps, "accountStore" | "proofs">,
	tx: Transaction,
	{ account, session }: AccountCaller,
): Promise<void> {
	await deps.accountStore.lockAccount(tx, account.id);
	if (session) await deps.proofs.requireSession(tx, session.id);
}

/** Opens an organisation that was just joined to the session it was joined with, where that opens only some. */
export async function openToCaller(
	{ proofs }: Pick<PeopleDeps, "proofs">,
	tx: Transaction,
	{ session, reach }: AccountCaller,
	organisationId: OrganisationId,
): Promise<void> {
	if (session && reach) await proofs.openTo(tx, session.id, organisationId);
}
