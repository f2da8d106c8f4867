/** How long to wait between attempts to connect. All in milliseconds. */
export interface BackoffSettings {
	readonly firstMs: number;
	/** Longest wait for a server that cannot be reached: small enough that agents are back within five seconds. */
	readonly longestMs: number;
	/** First and longest wait after a refused credential: nothing changes quickly, and the server is to be spared. */
	readonly refusedFirstMs: number;
	readonly refusedLongestMs: number;
	/** A connection that lived shorter does not reset the count, so that one that is cut at once does not spin. */
	readonly stableAfterMs: number;
}

export const defaultBackoff: BackoffSettings = {
	firstMs: 50,
	longestMs: 4000,
	refusedFirstMs: 2000,
	refusedLongestMs: 60_000,
	stableAfterMs: 5000,
};

/**
 * The wait before attempt number `attempt` (from 0): doubling up to the longest, then somewhere between half and
 * whole of it, so that agents that were cut together do not come back together. `random` is in [0, 1).
 */
export function backoffMs(
	settings: BackoffSettings,
	kind: "unreachable" | "unproven" | "refused",
	attempt: number,
	random: number,
): number {
	const [first, longest] =
		kind === "refused"
			? [settings.refusedFirstMs, settings.refusedLongestMs]
			: [settings.firstMs, settings.longestMs];
	const whole = Math.min(longest, first * 2 ** Math.min(attempt, 30));
	return whole / 2 + (whole / 2) * random;
}
