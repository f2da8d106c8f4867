import type { CommandId, ErrorBody } from "@quarterdeck/contract";
import type { CommandRun, EndState } from "../../../rooms/commands/index.ts";

export const commandEventKinds = [
	"accepted",
	"waiting",
	"stdout",
	"stderr",
	"note",
	"run-ended",
	"command-ended",
] as const;
export type CommandEventKind = (typeof commandEventKinds)[number];

/** What a listener of a command receives, in order; `command-ended` is always the last. */
export interface CommandEvent {
	/** From 1, without gaps, within one command. */
	readonly seq: number;
	readonly commandId: CommandId;
	readonly kind: CommandEventKind;
	/** Absent for what concerns the whole command. */
	readonly cluster?: string | undefined;
	readonly text?: string | undefined;
	/** With `run-ended`, and with the note that says where the whole output is. */
	readonly run?: CommandRun | undefined;
	/** With a note about cut output: bytes of the whole output that were shown before it. */
	readonly shownBytes?: number | undefined;
	/** With `waiting`: how many commands are before it in the cluster. */
	readonly before?: number | undefined;
	/** With a note: it is about what these events show, and not about what is kept. */
	readonly ofView?: boolean | undefined;
	/** With `command-ended`: how the whole of it ended, and why. */
	readonly state?: EndState | undefined;
	readonly error?: ErrorBody | undefined;
	readonly at: Date;
}
