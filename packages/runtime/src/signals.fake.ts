import type { Signals } from "./signals.ts";
import type { Transaction } from "./transaction.ts";

export interface FakeSignals<T> extends Signals<T> {
	isListening: boolean;
	/** A signal from another replica. */
	tell(value: T): void;
	/** Some signals may have been missed. */
	miss(): void;
}

/**
 * Signals within one process, for whoever shares this.
 * @param afterCommit acts once a transaction has committed, and never when it was rolled back. Without it, signals are sent at once.
 */
export function createFakeSignals<T>(
	afterCommit: (tx: Transaction, act: () => void) => void = (_tx, act) => act(),
): FakeSignals<T> {
	const listeners = new Set<(value: T | undefined) => void>();
	function tell(value: T | undefined): void {
		for (const listener of [...listeners]) listener(value);
	}
	return {
		isListening: true,
		async announce(tx, value) {
			afterCommit(tx, () => tell(value));
		},
		follow(listener) {
			const own = (value: T | undefined) => listener(value);
			listeners.add(own);
			return () => listeners.delete(own);
		},
		tell,
		miss: () => tell(undefined),
	};
}
