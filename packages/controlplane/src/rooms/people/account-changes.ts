import {
	type AccountId,
	type ApiTokenId,
	idSchema,
	type MachineTokenId,
	type OrganisationId,
	type PersonId,
	type SessionId,
} from "@quarterdeck/contract";
import type { SignalChannel, Signals } from "@quarterdeck/runtime";
import { z } from "zod";

/** Whom a change affects. */
export interface AccountChange {
	/** They are nobody any more. */
	readonly ended?: readonly ChangedId[];
	/** What was cached of them is out of date. */
	readonly changed?: readonly ChangedId[];
}
export type ChangedId =
	| ApiTokenId
	| SessionId
	| MachineTokenId
	| AccountId
	| PersonId
	| OrganisationId;

/**
 * Carries changes of accounts, people and what proves them to every replica, so that caches drop them and watchers end. Listeners in
 * this process are called before `transact` returns: whoever is told that a change is done finds it done. They may hear it twice.
 */
export type AccountChanges = Signals<AccountChange>;

const changedIds = z
	.array(
		z.union([
			idSchema("apiToken"),
			idSchema("session"),
			idSchema("machineToken"),
			idSchema("account"),
			idSchema("person"),
			idSchema("organisation"),
		]),
	)
	.readonly();

export const accountChangesChannel: SignalChannel<AccountChange> = {
	name: "account-changes",
	schema: z.object({
		ended: changedIds.exactOptional(),
		changed: changedIds.exactOptional(),
	}),
};
