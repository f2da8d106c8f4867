import { ownerOf } from "./create-organisation.ts";
import { normalEmail, normalName } from "./email.ts";
import { findOrMakeAccount } from "./find-account.ts";
import type { People } from "./people.ts";
import type { PeopleDeps } from "./people-deps.ts";
import type { Person } from "./person.ts";

/**
 * Makes the first organisation with its owner when there is none; of many processes that start at once, one does.
 * An organisation that is there is returned as it is, whatever name was asked for.
 * @throws AppError INPUT_INVALID for a bad name or email.
 */
export async function ensureFirstOrganisation(
	deps: PeopleDeps,
	wanted: Parameters<People["ensureFirstOrganisation"]>[0],
): ReturnType<People["ensureFirstOrganisation"]> {
	const name = normalName("organisation", wanted.name);
	const email = normalEmail(wanted.ownerEmail);
	const displayName = normalName("owner", wanted.ownerName ?? email, 320);
	const found = await deps.transact(async (tx) => {
		await deps.peopleStore.lockFirstOrganisation(tx);
		const organisation = await deps.peopleStore.firstOrganisation(tx);
		if (organisation) return { organisation, created: false };
		const made = {
			id: deps.newId("organisation"),
			name,
			createdAt: deps.clock.now(),
		};
		const account = await findOrMakeAccount(deps, tx, email, displayName);
		const owner: Person = {
			...ownerOf(deps, made, account),
			displayName: displayName.slice(0, 256),
		};
		await deps.peopleStore.insertOrganisation(tx, made, owner);
		await deps.audit.recordEvent(tx, {
			organisationId: made.id,
			code: "organisation.created",
			who: { kind: "process", processId: deps.processId },
			outcome: "succeeded",
			subjectId: made.id,
			facts: { name, owner: email },
		});
		return { organisation: made, created: true };
	});
	return { ...found, owner: await findOwner(deps, found.organisation.id) };
}

/** The owner of an organisation that there is. @throws Error when there is no such organisation. */
export async function findOwner(
	deps: PeopleDeps,
	organisationId: Person["organisationId"],
): Promise<Person> {
	const owner = await deps.peopleStore.findOwner(organisationId);
	if (!owner) throw new Error("an organisation without an owner");
	return owner;
}
