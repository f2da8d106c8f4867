import type { Signals } from "./signals.ts";
import { afterTransaction, onRollback } from "./transaction.fake.ts";

export interface FakeSignals<T> extends Signals<T> {
	isListening: boolean;
	/** A signal from another replica. */
	tell(value: T): void;
	/** Some signals may have been missed. */
	miss(): void;
}

/** Signals within one process, for whoever shares this. They keep to the fake transaction and are told at once under another. */
export function createFakeSignals<T>(): FakeSignals<T> {
	const listeners = new Set<(value: T | undefined) => void>();
	function tell(value: T | undefined): void {
		for (const listener of [...listeners]) listener(value);
	}
	return {
		isListening: true,
		async announce(tx, value) {
			let isUndone = false;
			onRollback(tx, () => {
				isUndone = true;
			});
			afterTransaction(tx, () => {
				if (!isUndone) tell(value);
			});
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
