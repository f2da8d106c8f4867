import { AppError, type OrganisationId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { Account, AccountCaller } from "./account.ts";
import { whoIs } from "./account-events.ts";
import { normalName } from "./email.ts";
import { lockCaller, openToCaller } from "./lock-actor.ts";
import type { PeopleDeps } from "./people-deps.ts";
import type { Membership, Organisation, Person } from "./person.ts";

/**
 * Makes an organisation that the account owns; a session that opens only some organisations opens this one too. What other rooms
 * need for it (its account on the bus) is prepared by the caller.
 * @throws AppError INPUT_INVALID, ORGANISATIONS_TOO_MANY.
 */
export async function createOrganisation(
	deps: PeopleDeps,
	caller: AccountCaller,
	nameText: string,
): Promise<Membership> {
	const name = normalName("name", nameText);
	const { account } = caller;
	return deps.transact(async (tx) => {
		await lockCaller(deps, tx, caller);
		await requireRoom(deps, tx, account);
		const organisation: Organisation = {
			id: deps.newId("organisation"),
			name,
			createdAt: deps.clock.now(),
		};
		const person = ownerOf(deps, organisation, account);
		await deps.peopleStore.insertOrganisation(tx, organisation, person);
		await openToCaller(deps, tx, caller, organisation.id);
		await deps.audit.recordEvent(tx, {
			organisationId: organisation.id,
			code: "organisation.created",
			who: whoIs(person),
			outcome: "succeeded",
			subjectId: organisation.id,
			facts: { name, owner: account.email },
		});
		return { organisation, person };
	});
}

/** Whether the account, which is locked, may join one more by itself. @throws AppError ORGANISATIONS_TOO_MANY. */
export async function requireRoom(
	deps: PeopleDeps,
	tx: Transaction,
	account: Account,
): Promise<void> {
	const limit = deps.settings.maxOrganisations;
	const joined = await deps.peopleStore.listMemberships(account.id, limit, tx);
	if (joined.length >= limit)
		throw new AppError("ORGANISATIONS_TOO_MANY", { limit });
}

/** An account as the owner of a new organisation. */
export function ownerOf(
	deps: Pick<PeopleDeps, "newId">,
	organisation: {
		readonly id: OrganisationId;
		readonly createdAt: Date;
	},
	account: Account,
): Person {
	return {
		id: deps.newId("person"),
		accountId: account.id,
		organisationId: organisation.id,
		email: account.email,
		displayName: account.displayName,
		groups: [],
		role: "owner",
		createdAt: organisation.createdAt,
		removedAt: undefined,
		lineOf: undefined,
	};
}
