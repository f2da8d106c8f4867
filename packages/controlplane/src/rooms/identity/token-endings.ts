import type { ApiTokenId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";

/** Carries the news that tokens were ended to every replica, so that open subscriptions end with them. */
export interface TokenEndings {
	/** Told when the transaction commits. */
	announce(tx: Transaction, tokenIds: readonly ApiTokenId[]): Promise<void>;
	/**
	 * Calls `listener` with the ids, or with undefined after news may have been missed: check every token then.
	 * @returns what stops it.
	 */
	follow(
		listener: (tokenIds: readonly ApiTokenId[] | undefined) => void,
	): () => void;
	/** Whether news can be heard at this moment. */
	readonly isListening: boolean;
}
