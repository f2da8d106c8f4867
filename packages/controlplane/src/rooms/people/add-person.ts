import { AppError, type OrganisationId } from "@quarterdeck/contract";
import type { Account } from "./account.ts";
import { normalEmail, normalName } from "./email.ts";
import { findOrMakeAccount } from "./find-account.ts";
import { lockActor } from "./lock-actor.ts";
import type { NewPerson } from "./people.ts";
import type { PeopleDeps } from "./people-deps.ts";
import type { Person } from "./person.ts";
import { type ProvenActor, requireAllScopes } from "./proven-actor.ts";

/**
 * Adds a member. Whether the actor may is asked by the caller (the permissions room comes after this one).
 * @throws AppError MEMBER_REVIEW_REQUIRED while changes of rights are reviewed: then members are invited, PERSON_EXISTS, INPUT_INVALID, PERSON_NOT_FOUND when the actor was removed.
 */
export async function addPerson(
	deps: PeopleDeps,
	actor: ProvenActor,
	organisationId: OrganisationId,
	wanted: NewPerson,
): Promise<Person> {
	requireAllScopes(actor);
	const { email, displayName, groups } = normalPerson(wanted);
	if (await deps.rightsAreReviewed?.(organisationId))
		throw new AppError("MEMBER_REVIEW_REQUIRED", { email });
	return deps.transact(async (tx) => {
		await lockActor(deps, tx, organisationId, actor);
		const account = await findOrMakeAccount(deps, tx, email, displayName);
		const person = memberOf(deps, organisationId, account, {
			displayName,
			groups,
			lineOf: undefined,
		});
		if (!(await deps.peopleStore.insertPerson(tx, person)))
			throw new AppError("PERSON_EXISTS", { email });
		await deps.audit.recordEvent(tx, {
			organisationId,
			code: "person.added",
			who: { kind: "person", personId: actor.personId, email: actor.email },
			outcome: "succeeded",
			subjectId: person.id,
			facts: { email, groups },
		});
		return person;
	});
}

/** A new member as they are stored. */
export function memberOf(
	deps: Pick<PeopleDeps, "newId" | "clock">,
	organisationId: OrganisationId,
	account: Account,
	given: Pick<Person, "displayName" | "groups" | "lineOf">,
): Person {
	return {
		id: deps.newId("person"),
		accountId: account.id,
		organisationId,
		email: account.email,
		displayName: given.displayName,
		groups: given.groups,
		role: "member",
		createdAt: deps.clock.now(),
		removedAt: undefined,
		lineOf: given.lineOf,
	};
}

/** What was said of a person in its stored form; without a name they are called by their email. @throws AppError INPUT_INVALID. */
export function normalPerson(wanted: NewPerson): {
	readonly email: string;
	readonly displayName: string;
	readonly groups: string[];
} {
	const email = normalEmail(wanted.email);
	return {
		email,
		displayName: normalName(
			"displayName",
			wanted.displayName || email,
			320,
		).slice(0, 256),
		groups: normalGroups(wanted.groups ?? []),
	};
}

/** Of one person. */
export const maxGroups = 200;

/** Each group once. @throws AppError INPUT_INVALID for more than `maxGroups` and for a name that is none. */
export function normalGroups(groups: readonly string[]): string[] {
	if (groups.length > maxGroups)
		throw new AppError("INPUT_INVALID", {
			field: "groups",
			reason: `at most ${maxGroups} groups`,
		});
	return [...new Set(groups.map((group) => normalName("groups", group)))];
}

/** Those that can be stored, as they are stored, each once: what cannot be shown is nobody's group. */
export function usableGroups(groups: readonly string[]): string[] {
	const usable = groups.flatMap((group) => {
		try {
			return [normalName("groups", group)];
		} catch {
			return [];
		}
	});
	return [...new Set(usable)];
}
