import type {
	AccountId,
	ApiTokenId,
	MachineTokenId,
	OrganisationId,
	PersonId,
	SessionId,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";

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

/** Carries changes of accounts, people and what proves them to every replica, so that caches drop them and watchers end. */
export interface AccountChanges {
	/**
	 * Sent when the transaction commits, and to nobody when it does not. Listeners in this process are called before `transact` returns:
	 * whoever is told that a change is done finds it done.
	 */
	announce(tx: Transaction, change: AccountChange): Promise<void>;
	/**
	 * Calls `listener` with each change, more than once perhaps, or with undefined after some may have been missed: check everything then.
	 * @returns what stops it.
	 */
	follow(listener: (change: AccountChange | undefined) => void): () => void;
	/** Whether changes of other replicas can be heard at this moment. */
	readonly isListening: boolean;
}
