import type { CommandRecord } from "../../../rooms/commands/index.ts";
import type { CommandEvent } from "./command-event.ts";

/** What a listener of a channel receives; one of both is present. */
export interface ChannelEvent {
	/** A command that began or whose record changed: the newest record, not every step. */
	readonly command?: CommandRecord | undefined;
	/** What a listener of that command receives, in the command's own order. */
	readonly event?: CommandEvent | undefined;
}
