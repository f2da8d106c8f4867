import { AppError, type OrganisationId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { Account } from "./account.ts";
import { openToSession, whoIs } from "./account-of.ts";
import { normalName } from "./email.ts";
import { holdSelf } from "./hold-session.ts";
import type { MaybeSession } from "./identity.ts";
import type { IdentityDeps } from "./identity-deps.ts";
import type { Membership, Organisation, Person } from "./person.ts";

/**
 * Makes an organisation that the account owns; a session that opens only some organisations opens this one too. What other rooms
 * need for it (its account on the bus) is prepared by the caller.
 * @throws AppError INPUT_INVALID, ORGANISATIONS_TOO_MANY.
 */
export async function createOrganisation(
	deps: IdentityDeps,
	self: MaybeSession,
	nameText: string,
): Promise<Membership> {
	const name = normalName("name", nameText);
	const { account } = self;
	return deps.transact(async (tx) => {
		await holdSelf(deps, tx, self);
		await checkRoom(deps, tx, account);
		const organisation: Organisation = {
			id: deps.newId("organisation"),
			name,
			createdAt: deps.clock.now(),
		};
		const person = ownerOf(deps, organisation, account);
		await deps.identityStore.insertOrganisation(tx, organisation, person);
		await openToSession(deps, tx, self, organisation.id);
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
export async function checkRoom(
	deps: IdentityDeps,
	tx: Transaction,
	account: Account,
): Promise<void> {
	const limit = deps.settings.maxOrganisations;
	const joined = await deps.identityStore.listMemberships(
		account.id,
		limit,
		tx,
	);
	if (joined.length >= limit)
		throw new AppError("ORGANISATIONS_TOO_MANY", { limit });
}

/** An account as the owner of a new organisation. */
export function ownerOf(
	deps: Pick<IdentityDeps, "newId">,
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
	};
}
