import type {
	AccountId,
	ApiTokenId,
	MachineTokenId,
	OrganisationId,
	PersonId,
	SessionId,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";

/** `ended`: it is nobody any more. `changed`: what was remembered of it is old. */
export interface NewsItem {
	readonly kind: "ended" | "changed";
	readonly ids: readonly NewsId[];
}
export type NewsId =
	| ApiTokenId
	| SessionId
	| MachineTokenId
	| AccountId
	| PersonId
	| OrganisationId;

/** Carries the news of tokens, sessions and people to every replica: what is remembered of them is dropped, what they follow ends. */
export interface IdentityNews {
	/** Told when the transaction commits. */
	announce(tx: Transaction, item: NewsItem): Promise<void>;
	/**
	 * Calls `listener` with the news, or with undefined after some may have been missed: check everything then.
	 * @returns what stops it.
	 */
	follow(listener: (item: NewsItem | undefined) => void): () => void;
	/** Whether news can be heard at this moment. */
	readonly isListening: boolean;
}
