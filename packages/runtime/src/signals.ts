import type { z } from "zod";
import type { Transaction } from "./transaction.ts";

/** What one kind of signal is called on the way, and what it says. Both are the same in every replica. */
export interface SignalChannel<T> {
	/** Kebab-case, unique in the process. */
	readonly name: string;
	readonly schema: z.ZodType<T>;
}

/**
 * Signals of one kind between the replicas of a process. A signal says that something changed; the truth is read from the store.
 * Signals are lost while a replica cannot listen, so whoever follows must be able to look at everything.
 */
export interface Signals<T> {
	/** The signal is sent when the transaction commits; never when it is rolled back. */
	announce(tx: Transaction, value: T): Promise<void>;
	/**
	 * Calls `listener` with every signal, also with this process's own, and with undefined when some may have been missed.
	 * @returns what stops it.
	 */
	follow(listener: (value: T | undefined) => void): () => void;
	/** Whether signals can be heard at this moment. */
	readonly isListening: boolean;
}
