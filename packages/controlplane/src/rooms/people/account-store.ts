import type { AccountId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { Account } from "./account.ts";

/** Where accounts lie; over all organisations. */
export interface AccountStore {
	/** The account of that email; `account` when there was none. One of many callers makes it. */
	findOrMakeAccount(tx: Transaction, account: Account): Promise<Account>;
	findAccount(id: AccountId, tx?: Transaction): Promise<Account | undefined>;
	findAccountByEmail(
		email: string,
		tx?: Transaction,
	): Promise<Account | undefined>;
	/** Waits until nobody else changes what the account proves or where it belongs, and keeps it so until the transaction ends. */
	lockAccount(tx: Transaction, id: AccountId): Promise<void>;
}
