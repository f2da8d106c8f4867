import type { CommandRecord } from "../../rooms/commands/index.ts";
import type { CommandEvent } from "./command-event.ts";

/** One thing a listener of a channel hears; one of both is there. */
export interface ChannelEvent {
	/** It began, or its record changed; the newest, and not every step between. */
	readonly command?: CommandRecord | undefined;
	/** What a listener of that command hears, in the command's own order. */
	readonly event?: CommandEvent | undefined;
}
