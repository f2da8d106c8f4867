import type { Fact } from "@quarterdeck/contract";
import type { FactHandler, Outbox } from "./outbox.ts";
import type { Transact, Transaction } from "./transaction.ts";

export interface FakeOutbox extends Outbox {
	/** Runs work as the given one does; then hands each fact that was put on, once, and waits for it. */
	readonly transact: Transact;
	/** Who acts on facts from now on. */
	handler: FactHandler | undefined;
}

/** An outbox over any transactions; nothing is tried twice. */
export function createFakeOutbox(transact: Transact): FakeOutbox {
	const waiting = new WeakMap<Transaction, Fact[]>();
	const outbox: FakeOutbox = {
		handler: undefined,
		put(tx, fact) {
			waiting.set(tx, [...(waiting.get(tx) ?? []), fact]);
		},
		async transact(work) {
			let facts: readonly Fact[] = [];
			const result = await transact(async (tx) => {
				const done = await work(tx);
				facts = waiting.get(tx) ?? [];
				return done;
			});
			for (const fact of facts)
				await outbox.handler?.handle(fact, new AbortController().signal);
			return result;
		},
	};
	return outbox;
}
