import {
	afterCommit,
	type ChangeSignals,
	createSignals,
} from "../../plumbing/postgres/index.ts";
import {
	type AccountChange,
	type AccountChanges,
	accountChangesChannel,
} from "./account-changes.ts";

/** Changes by the signals between replicas, and to this process's own listeners as soon as the transaction has committed. */
export function createPgAccountChanges(session: ChangeSignals): AccountChanges {
	const signals = createSignals(session, accountChangesChannel);
	const listeners = new Set<(change: AccountChange | undefined) => void>();
	function deliver(change: AccountChange | undefined): void {
		for (const listener of [...listeners]) listener(change);
	}
	// As long as the process lives.
	signals.follow(deliver);
	return {
		async announce(tx, change) {
			if (isEmpty(change)) return;
			await signals.announce(tx, change);
			afterCommit(tx, () => deliver(change));
		},
		follow(listener) {
			const own = (change: AccountChange | undefined) => listener(change);
			listeners.add(own);
			return () => listeners.delete(own);
		},
		get isListening() {
			return signals.isListening;
		},
	};
}

function isEmpty({ ended = [], changed = [] }: AccountChange): boolean {
	return ended.length === 0 && changed.length === 0;
}
