export type { Commands } from "./commands.ts";
export {
	type Completion,
	type CompletionKind,
	type Completions,
	completionKinds,
} from "./complete/completions.ts";
export type { ChannelEvent } from "./follow/channel-event.ts";
export type { CommandEvent } from "./follow/command-event.ts";
export { commandEventKinds } from "./follow/command-event.ts";
export type { OutputPiece } from "./follow/follow-output.ts";
export { whileReadable } from "./follow/while-readable.ts";
export { type Command, parseCommand } from "./parse/index.ts";
export type { Merged, MergedTable } from "./read/merge-tables.ts";
export type { OutputSlice } from "./run/command-outputs.ts";
