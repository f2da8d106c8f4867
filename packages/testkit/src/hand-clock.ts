import type { Clock, Timer } from "@quarterdeck/runtime";

/** A clock that stands still until it is wound. */
export interface HandClock extends Clock {
	/**
	 * Moves time on by `durationMs`, running every timer that falls due at its own instant and in order. After each
	 * it lets promises settle, so that what a timer began (and the timers that sets) belongs to its instant.
	 */
	wind(durationMs: number): Promise<void>;
	/** Moves wall-clock time alone, as a correction of the machine's clock does. Timers do not notice. */
	correct(to: Date): void;
	/** Timers not yet due: 0 proves that nothing was left running. */
	readonly pendingTimers: number;
}

interface Entry {
	readonly order: number;
	readonly periodMs: number | undefined;
	readonly act: () => void;
	dueMs: number;
}

/** A hand-wound clock, at 2026-01-01T00:00Z by default. */
export function createHandClock(
	startAt = new Date("2026-01-01T00:00:00.000Z"),
): HandClock {
	let elapsedMs = 0;
	let wallOffsetMs = startAt.getTime();
	let nextOrder = 0;
	const entries = new Set<Entry>();

	function add(delayMs: number, act: () => void, periodMs?: number): Timer {
		// As the machine's timers, which never fire at once and take nonsense for the shortest delay.
		const delay = delayMs >= 1 ? delayMs : 1;
		const entry: Entry = {
			order: nextOrder++,
			periodMs,
			act,
			dueMs: elapsedMs + delay,
		};
		entries.add(entry);
		return { cancel: () => void entries.delete(entry) };
	}

	function nextDue(untilMs: number): Entry | undefined {
		return [...entries]
			.filter((entry) => entry.dueMs <= untilMs)
			.sort((a, b) => a.dueMs - b.dueMs || a.order - b.order)[0];
	}

	return {
		now: () => new Date(wallOffsetMs + elapsedMs),
		monotonicMs: () => elapsedMs,
		after: (delayMs, act) => add(delayMs, act),
		every: (periodMs, act) => add(periodMs, act, Math.max(periodMs, 1)),
		correct(to) {
			wallOffsetMs = to.getTime() - elapsedMs;
		},
		get pendingTimers() {
			return entries.size;
		},
		async wind(durationMs) {
			const endMs = elapsedMs + durationMs;
			await settle();
			for (let entry = nextDue(endMs); entry; entry = nextDue(endMs)) {
				elapsedMs = entry.dueMs;
				if (entry.periodMs === undefined) entries.delete(entry);
				else entry.dueMs += entry.periodMs;
				entry.act();
				await settle();
			}
			elapsedMs = endMs;
		},
	};
}

// One turn of the event loop: every promise that needs no input of the machine has settled by then.
function settle(): Promise<void> {
	return new Promise((done) => setImmediate(done));
}
