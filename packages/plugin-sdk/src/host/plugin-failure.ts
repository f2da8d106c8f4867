/**
 * Why a plugin could not be started or did not answer:
 * - cannot-start: the program is not there, or may not be run
 * - not-a-plugin: it started, and did not say what a plugin says first
 * - incompatible: a plugin, of another protocol version
 * - silent: it did not answer in the time it was given
 * - died: its process ended, or cut the connection, in the middle
 * - refused: it answered with an error; the message is its own, word for word
 * - cancelled, timeout: the caller's signal, the call's deadline
 * - too-large, malformed: its answer exceeds the limit, or is none
 */
export const pluginFailureReasons = [
	"cannot-start",
	"not-a-plugin",
	"incompatible",
	"silent",
	"died",
	"refused",
	"cancelled",
	"timeout",
	"too-large",
	"malformed",
] as const;
export type PluginFailureReason = (typeof pluginFailureReasons)[number];

/** The one failure of the host half. */
export class PluginFailure extends Error {
	readonly reason: PluginFailureReason;

	constructor(
		reason: PluginFailureReason,
		message: string,
		options?: { readonly cause: unknown },
	) {
		super(message, options);
		this.name = "PluginFailure";
		this.reason = reason;
	}
}
