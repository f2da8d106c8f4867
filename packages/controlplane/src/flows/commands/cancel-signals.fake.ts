import type { CancelSignal, CancelSignals } from "./cancel-signals.ts";

/** Signals within one process. */
export function createFakeCancelSignals(): CancelSignals {
	const listeners = new Set<(signal: CancelSignal) => void>();
	return {
		async announce(signal) {
			for (const listener of [...listeners]) listener(signal);
		},
		follow(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}
