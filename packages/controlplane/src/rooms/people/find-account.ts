import type { Transaction } from "@quarterdeck/runtime";
import { type Account, type Reach, reaches } from "./account.ts";
import type { PeopleDeps } from "./people-deps.ts";
import type { Membership } from "./person.ts";

/** Organisations of one account that are looked at. */
const listedMemberships = 200;

/** The account of an email that is in its stored form; made when there is none. */
export function findOrMakeAccount(
	deps: Pick<PeopleDeps, "accountStore" | "newId" | "clock">,
	tx: Transaction,
	email: string,
	displayName: string,
): Promise<Account> {
	return deps.accountStore.findOrMakeAccount(tx, {
		id: deps.newId("account"),
		email,
		displayName: displayName.slice(0, 256),
		createdAt: deps.clock.now(),
	});
}

/** The organisations of an account that a proof of it opens, the one it joined first in front. */
export async function membershipsOf(
	deps: Pick<PeopleDeps, "peopleStore">,
	account: Pick<Account, "id">,
	reach: Reach,
	tx?: Transaction,
): Promise<readonly Membership[]> {
	const all = await deps.peopleStore.listMemberships(
		account.id,
		listedMemberships,
		tx,
	);
	return all.filter(({ organisation }) => reaches(reach, organisation.id));
}
