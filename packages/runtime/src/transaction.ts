declare const transactionBrand: unique symbol;

/**
 * One unit of change. Rooms pass it on and never look inside; only an adapter knows what it is made of.
 * A change, its audit record and its outbox fact are written with the same one (docs/architecture/house.md#one-transaction).
 */
export interface Transaction {
	readonly [transactionBrand]: true;
}

/** Runs `work` in one transaction: all of it is kept, or, when `work` throws, none. */
export type Transact = <T>(work: (tx: Transaction) => Promise<T>) => Promise<T>;
