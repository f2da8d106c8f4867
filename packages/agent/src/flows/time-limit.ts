import type { Clock } from "@quarterdeck/runtime";

/** The time one run may take. */
export interface TimeLimit {
	/** Aborted by the caller's signal and by the end of the time, whichever comes first. */
	readonly signal: AbortSignal;
	readonly limitMs: number;
	/** Whether it was the time that ended it. */
	isOver(): boolean;
	end(): void;
}

/** Begins to run at once. */
export function createTimeLimit(
	caller: AbortSignal,
	limitMs: number,
	clock: Clock,
): TimeLimit {
	const own = new AbortController();
	const signal = AbortSignal.any([caller, own.signal]);
	const timer = clock.after(limitMs, () =>
		own.abort(new Error("the run reached its time limit")),
	);
	return {
		signal,
		limitMs,
		isOver: () => signal.reason === own.signal.reason && own.signal.aborted,
		end: () => timer.cancel(),
	};
}
