import type { Transact, Transaction } from "./transaction.ts";

/*
 * A transaction for the fakes: what a fake store wrote is taken back when the work throws, in reverse order.
 * It has no isolation but the locks that stores take: a fake store is synchronous inside, so nothing comes between its check and
 * its write.
 */
interface Books {
	readonly undo: (() => void)[];
	readonly ended: PromiseWithResolvers<void>;
	readonly locks: Set<string>;
}
const booksOf = new WeakMap<Transaction, Books>();

/** Runs work in memory; the twin of the database's own. */
export function createFakeTransact(): Transact {
	return async (work) => {
		const tx = {} as Transaction;
		const ended = Promise.withResolvers<void>();
		const undo: (() => void)[] = [];
		booksOf.set(tx, { undo, ended, locks: new Set() });
		try {
			return await work(tx);
		} catch (error) {
			for (const act of undo.reverse()) act();
			throw error;
		} finally {
			ended.resolve();
		}
	};
}

/** Remembers how to take a write back. */
export function onRollback(tx: Transaction, act: () => void): void {
	booksOf.get(tx)?.undo.push(act);
}

/** Acts when the transaction has ended, however that was. */
export function afterTransaction(tx: Transaction, act: () => void): void {
	const books = booksOf.get(tx);
	if (books) void books.ended.promise.then(act);
	else act();
}

/** Writes a value into a map so that it is taken back when the transaction fails. */
export function putInTransaction<K, V>(
	tx: Transaction,
	map: Map<K, V>,
	key: K,
	value: V,
): void {
	const had = map.has(key);
	const before = map.get(key);
	map.set(key, value);
	onRollback(tx, () => {
		if (had) map.set(key, before as V);
		else map.delete(key);
	});
}

/** Waits for those who hold the lock and keeps it until the transaction ends; `held` belongs to the store. */
export async function lockInTransaction(
	tx: Transaction,
	held: Map<string, Promise<void>>,
	key: string,
): Promise<void> {
	const books = booksOf.get(tx);
	if (!books || books.locks.has(key)) return;
	books.locks.add(key);
	const before = held.get(key);
	held.set(key, books.ended.promise);
	await before;
}
