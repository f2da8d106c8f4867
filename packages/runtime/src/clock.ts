/** A timer that has not fired yet. */
export interface Timer {
	/** Stops it; a timer that fired or was stopped before is left alone. */
	cancel(): void;
}

/**
 * Time as a dependency: rooms and flows never ask the machine, so that a test can wind it by hand.
 * Instants are wall-clock; durations are measured with `monotonicMs`, which no clock correction moves.
 */
export interface Clock {
	now(): Date;
	/** Milliseconds since an arbitrary start, never going back. */
	monotonicMs(): number;
	/** Runs `act` once after `delayMs`. The timer alone does not keep the process alive. */
	after(delayMs: number, act: () => void): Timer;
	/** Runs `act` every `periodMs` until cancelled. A slow `act` is not overtaken: it must return at once. */
	every(periodMs: number, act: () => void): Timer;
}

/** A timer of the machine with a longer delay fires at once. */
const longestTimerMs = 2 ** 31 - 1;

/** The machine's own clock. Delays may be longer than its timers. */
export const systemClock: Clock = {
	now: () => new Date(),
	monotonicMs: () => performance.now(),
	after(delayMs, act) {
		let handle = arm(delayMs);
		function arm(leftMs: number): NodeJS.Timeout {
			if (!(leftMs > longestTimerMs)) return setTimeout(act, leftMs).unref();
			return setTimeout(() => {
				handle = arm(leftMs - longestTimerMs);
			}, longestTimerMs).unref();
		}
		return { cancel: () => clearTimeout(handle) };
	},
	every(periodMs, act) {
		if (periodMs > longestTimerMs) return everyLong(periodMs, act);
		const handle = setInterval(act, periodMs).unref();
		return { cancel: () => clearInterval(handle) };
	},
};

/**
 * When a span begins or ends: milliseconds since 1970 with fractions, never going back within a process. For traces alone, which compare
 * processes and are never acted on; everything else takes its time from the Clock that it is handed.
 */
export function traceInstant(): number {
	return performance.timeOrigin + performance.now();
}

function everyLong(periodMs: number, act: () => void): Timer {
	let timer = arm();
	function arm(): Timer {
		return systemClock.after(periodMs, () => {
			timer = arm();
			act();
		});
	}
	return { cancel: () => timer.cancel() };
}

/** Resolves after `delayMs` of `clock`, or rejects with the signal's reason when it is aborted first. */
export function pause(
	clock: Clock,
	delayMs: number,
	signal?: AbortSignal,
): Promise<void> {
	return new Promise((resolve, reject) => {
		if (signal?.aborted) return reject(signal.reason);
		const timer = clock.after(delayMs, done);
		function done(): void {
			signal?.removeEventListener("abort", stopped);
			resolve();
		}
		function stopped(): void {
			timer.cancel();
			reject(signal?.reason);
		}
		signal?.addEventListener("abort", stopped, { once: true });
	});
}
