import type { Clock } from "@quarterdeck/runtime";
import type { Signed } from "./message-signature.ts";

/** How old a signed message may be, and how far ahead of the time the agent knows: clocks of replicas differ a little. */
const freshMs = 30_000;
const aheadMs = 5000;

/** How long after it was heard a message could still pass as fresh, however slow the reply was that told the time. */
export const repeatableMs = 60_000;

/**
 * The control plane's time as an agent knows it: from signed replies to questions of its own, counted on from there on its monotonic
 * clock. No wall clock of the agent is read, so a wrong one neither lets an old order through nor keeps a new one out.
 */
export interface ControlPlaneTime {
	/** A reply was issued after its question was sent and before it was received (both on the monotonic clock). */
	learn(reply: {
		readonly issuedAtMs: number;
		readonly sentMs: number;
		readonly receivedMs: number;
	}): void;
	/** False for what is too old, too far ahead, or was said before this began to listen; also while the time is not known. */
	isFresh(signed: Pick<Signed, "issuedAtMs">): boolean;
	/** How long until an instant of the control plane's clock, at most; undefined while the time is not known. */
	untilMs(instantMs: number): number | undefined;
}

/** Begins now: what was said before is refused for ever, because another process may have acted on it. */
export function createControlPlaneTime(clock: Clock): ControlPlaneTime {
	const beganMs = clock.monotonicMs();
	let known:
		| {
				readonly beganAtMs: number;
				/** The control plane's time less the monotonic clock, at least and at most. */
				readonly leastMs: number;
				readonly mostMs: number;
		  }
		| undefined;
	return {
		learn({ issuedAtMs, sentMs, receivedMs }) {
			known = {
				beganAtMs: issuedAtMs - (sentMs - beganMs),
				leastMs: issuedAtMs - receivedMs,
				mostMs: issuedAtMs - sentMs,
			};
		},
		isFresh({ issuedAtMs }) {
			if (!known || issuedAtMs < known.beganAtMs) return false;
			const nowMs = clock.monotonicMs();
			return (
				issuedAtMs >= nowMs + known.leastMs - freshMs &&
				issuedAtMs <= nowMs + known.mostMs + aheadMs
			);
		},
		untilMs: (instantMs) =>
			known && instantMs - (clock.monotonicMs() + known.leastMs),
	};
}
