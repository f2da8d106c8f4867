import type { Clock } from "@quarterdeck/runtime";

/** Knows since when a message that is handled now may have waited in this process. */
export interface FreezeWatch {
	/** How long a message that is handled now may have waited because the process stood still, at most. */
	waitedMs(): number;
	stop(): void;
}

const everyMs = 250;
/** What passes between two looks of a process that runs, even a busy one. */
const usualMs = 500;

/**
 * Notices that the process stood still (stopped by a signal, paused with its machine): nothing of it ran for a while on the monotonic
 * clock. What arrived meanwhile is read long after it came, so until `drained` resolves each message may have waited since the
 * process last ran.
 */
export function watchFreezes(deps: {
	readonly clock: Clock;
	/** Resolves when everything that arrived before the call was read; rejects when nothing more comes. */
	readonly drained: () => Promise<void>;
}): FreezeWatch {
	const { clock } = deps;
	let ranAtMs = clock.monotonicMs();
	let frozenAtMs: number | undefined;
	let freezes = 0;

	function look(): void {
		const nowMs = clock.monotonicMs();
		const beforeMs = ranAtMs;
		ranAtMs = nowMs;
		if (nowMs - beforeMs < usualMs) return;
		frozenAtMs ??= beforeMs;
		freezes += 1;
		const freeze = freezes;
		const over = () => {
			if (freeze === freezes) frozenAtMs = undefined;
		};
		deps.drained().then(over, over);
	}
	const timer = clock.every(everyMs, look);
	return {
		waitedMs() {
			look();
			return frozenAtMs === undefined ? 0 : clock.monotonicMs() - frozenAtMs;
		},
		stop: () => timer.cancel(),
	};
}
