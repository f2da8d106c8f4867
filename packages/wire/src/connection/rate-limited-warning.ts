import type { Clock, Facts, Log } from "@quarterdeck/runtime";

/** Says a warning at most once in ten seconds, with how many were kept back: a hostile peer must not fill the log. */
export type Warn = (message: string, facts?: Facts) => void;

const quietMs = 10_000;

/** A warning that stays quiet for a while after each message it said. Messages are constants, so the map is small. */
export function rateLimitedWarning(deps: {
	readonly log: Log;
	readonly clock: Clock;
}): Warn {
	const said = new Map<string, { atMs: number; kept: number }>();
	return (message, facts) => {
		const nowMs = deps.clock.monotonicMs();
		const last = said.get(message);
		if (last && nowMs - last.atMs < quietMs) {
			last.kept += 1;
			return;
		}
		said.set(message, { atMs: nowMs, kept: 0 });
		const count = last?.kept ? { count: last.kept + 1 } : {};
		deps.log.warn(message, { ...facts, ...count });
	};
}
