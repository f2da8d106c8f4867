export type { Commands, UnfinishedCommand, Utterance } from "./commands.ts";
export {
	type Completion,
	type CompletionKind,
	type Completions,
	completionKinds,
} from "./complete/completions.ts";
export type { ChannelEvent } from "./follow/channel-event.ts";
export type { CommandEvent, CommandEventKind } from "./follow/command-event.ts";
export { commandEventKinds } from "./follow/command-event.ts";
export type { CommandOutputs, OutputSlice } from "./run/command-outputs.ts";
