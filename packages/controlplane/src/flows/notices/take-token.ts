import type { AddresseeState } from "../../rooms/notices/index.ts";
import type { QuietenSettings } from "./quieten-settings.ts";

const hourMs = 3_600_000;

/** Whether the channel may have another new post now, which counts then. The state is changed. */
export function takeToken(
	state: AddresseeState,
	{ burst, perSecond, perHour }: QuietenSettings,
	at: Date,
): boolean {
	// The clock of another replica may be a little behind.
	const elapsedMs = Math.max(0, at.getTime() - state.tokensAt.getTime());
	const tokens = Math.min(burst, state.tokens + (elapsedMs / 1000) * perSecond);
	if (elapsedMs > 0) {
		state.tokens = tokens;
		state.tokensAt = at;
	}
	if (at.getTime() - state.hourBeganAt.getTime() >= hourMs) {
		state.hourBeganAt = at;
		state.hourCount = 0;
	}
	if (state.tokens < 1 || state.hourCount >= perHour) return false;
	state.tokens -= 1;
	state.hourCount += 1;
	return true;
}
