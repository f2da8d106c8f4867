export type { ChannelEvent } from "./channel-event.ts";
export type { CommandEvent, CommandEventKind } from "./command-event.ts";
export { commandEventKinds } from "./command-event.ts";
export type { CommandOutputs, OutputSlice } from "./command-outputs.ts";
export type { Commands, Utterance } from "./commands.ts";
export {
	type Completion,
	type CompletionKind,
	type Completions,
	completionKinds,
} from "./complete/completions.ts";
