import type { DropReason, WireMeter } from "./meter.ts";

/** A meter whose counts can be read: for tests, and for a process without metrics. */
export interface CountingMeter extends WireMeter {
	readonly counts: {
		received: number;
		sent: number;
		resent: number;
		reconnected: number;
	};
	readonly dropsByReason: Partial<Record<DropReason, number>>;
}

/** Counts messages, not bytes. */
export function createCountingMeter(): CountingMeter {
	const counts = { received: 0, sent: 0, resent: 0, reconnected: 0 };
	const dropsByReason: Partial<Record<DropReason, number>> = {};
	return {
		counts,
		dropsByReason,
		received() {
			counts.received += 1;
		},
		sent() {
			counts.sent += 1;
		},
		dropped(reason) {
			dropsByReason[reason] = (dropsByReason[reason] ?? 0) + 1;
		},
		resent(count) {
			counts.resent += count;
		},
		reconnected() {
			counts.reconnected += 1;
		},
	};
}
