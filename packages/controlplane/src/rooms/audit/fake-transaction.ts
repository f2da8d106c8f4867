import type { Transact, Transaction } from "@quarterdeck/runtime";

/*
 * A transaction for the fakes: what a fake store wrote is taken back when the work throws, in reverse order.
 * It knows nothing of isolation: a fake store is synchronous inside, so nothing can come between check and write.
 */
const undoing = new WeakMap<Transaction, (() => void)[]>();

/** Runs work in memory; the twin of the database's own. */
export function createFakeTransact(): Transact {
	return async (work) => {
		const tx = {} as Transaction;
		const undo: (() => void)[] = [];
		undoing.set(tx, undo);
		try {
			return await work(tx);
		} catch (error) {
			for (const act of undo.reverse()) act();
			throw error;
		}
	};
}

/** Remembers how to take a write back. */
export function onRollback(tx: Transaction, act: () => void): void {
	undoing.get(tx)?.push(act);
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
