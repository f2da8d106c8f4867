import type { Clock, Timer } from "../clock.ts";

/** The machine's timers take at most 2^31 milliseconds. */
const longestTimerMs = 2_000_000_000;

/** Runs `act` once after `delayMs`, however long that is. */
export function waitUntilDue(
	clock: Clock,
	delayMs: number,
	act: () => void,
): Timer {
	const dueMs = clock.monotonicMs() + delayMs;
	let timer = arm();
	function arm(): Timer {
		const leftMs = dueMs - clock.monotonicMs();
		if (leftMs <= longestTimerMs) return clock.after(leftMs, act);
		return clock.after(longestTimerMs, () => {
			timer = arm();
		});
	}
	return { cancel: () => timer.cancel() };
}
