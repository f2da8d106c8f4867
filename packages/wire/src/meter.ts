/** Why a message that arrived was thrown away. */
export type DropReason =
	| "malformed"
	| "oversized"
	| "protocol"
	| "unknown"
	/** It is not signed by the control plane. */
	| "unproven"
	/** It is signed, but too old: a repetition of what was said before. */
	| "stale"
	| "overflow";

/** What the wire counts; the process plugs its metrics in. Every method must return at once and never throw. */
export interface WireMeter {
	received(bytes: number): void;
	sent(bytes: number): void;
	/** A message that arrived and was not used. */
	dropped(reason: DropReason): void;
	/** Parts or orders that were sent once more. */
	resent(count: number): void;
	/** A connection that was made after an earlier one was lost. */
	reconnected(): void;
}

/** Counts nothing. */
export const silentMeter: WireMeter = {
	received() {},
	sent() {},
	dropped() {},
	resent() {},
	reconnected() {},
};
