import type {
	CommandId,
	Message,
	Page,
	PageRequest,
	Platform,
	RunId,
} from "@quarterdeck/contract";
import type { NamedChannel } from "../../rooms/catalog/index.ts";
import type {
	CommandCounts,
	CommandFilter,
	CommandRecord,
	SlowestRuns,
} from "../../rooms/commands/index.ts";
import type { Caller } from "../../rooms/permissions/index.ts";
import type { Completions } from "./complete/completions.ts";
import type { ChannelEvent } from "./follow/channel-event.ts";
import type { CommandEvent } from "./follow/command-event.ts";
import type { OutputPiece } from "./follow/follow-output.ts";
import type { CommandOptions } from "./parse/index.ts";
import type { Merged } from "./read/merge-tables.ts";
import type { TimeRange } from "./read/read-figures.ts";
import type { CommandOutputs, OutputSlice } from "./run/command-outputs.ts";

/** What a person said, as any door hears it: one line of text, or words that a shell has split already. */
export interface Utterance {
	/** Made by the client, so that a repeated request runs once; absent: made here. */
	readonly id?: CommandId | undefined;
	readonly caller: Caller;
	readonly platform: Platform;
	/** When it came in, by `traceInstant`. */
	readonly heardAtMs?: number | undefined;
	/** The channel it is said in; absent: the first one the platform has. */
	readonly channel?: string | undefined;
	/** The command it replies to: one of this channel that is not a reply itself. */
	readonly thread?: CommandId | undefined;
	readonly text: string | readonly string[];
	readonly options: CommandOptions;
	/** What the program reads from its standard input. Its size and digest are recorded, its bytes never. */
	readonly input?: Uint8Array | undefined;
}

/** What a person has written so far, and where. */
export interface UnfinishedCommand extends NamedChannel {
	readonly text: string;
	/** Where in the text they are; the end of it when absent. */
	readonly cursor?: number | undefined;
}

/**
 * From a person's words to an answer. Whoever asks is named in every call: who may read, cancel and follow is decided here, the same
 * way for every door.
 */
export interface Commands {
	/**
	 * Starts a command; its answers come by `follow`. A request repeated under the same id is given the first one's record.
	 * Refusals that concern one cluster are that cluster's answer; those that concern all of it are thrown, recorded as denied.
	 * A caller that may not read commands is given a record without answers.
	 * @throws AppError with the reason; nothing was run then.
	 */
	run(utterance: Utterance): Promise<CommandRecord>;
	/**
	 * Stops a running command in every cluster; one that has ended is left as it is. Who asked is recorded.
	 * @throws AppError NOT_ALLOWED, COMMAND_NOT_FOUND also for what others said in a channel that is closed to them.
	 */
	cancel(caller: Caller, commandId: CommandId): Promise<CommandRecord>;
	/** A command they may read, or undefined. @throws AppError NOT_ALLOWED. */
	find(
		caller: Caller,
		commandId: CommandId,
	): Promise<CommandRecord | undefined>;
	/** Commands they may read, newest first. @throws AppError NOT_ALLOWED, INPUT_INVALID when the cursor is not one of ours. */
	list(
		caller: Caller,
		filter: Omit<CommandFilter, "readable">,
		page: PageRequest,
	): Promise<Page<CommandRecord>>;
	/** How many commands that they may read began in each stretch of the range. @throws AppError NOT_ALLOWED, INPUT_INVALID. */
	count(
		caller: Caller,
		range: TimeRange,
		stretches: number,
	): Promise<CommandCounts>;
	/** Where runs took longest, of commands that they may read. @throws AppError NOT_ALLOWED, INPUT_INVALID. */
	slowest(caller: Caller, range: TimeRange): Promise<SlowestRuns>;
	/** The kept output of a run whose command they may read, or undefined. @throws AppError NOT_ALLOWED. */
	openOutput(
		caller: Caller,
		runId: RunId,
		range?: Parameters<CommandOutputs["open"]>[2],
	): Promise<OutputSlice | undefined>;
	/** As `openOutput`, with the streams apart, and following a run that has not ended. What `askAgain` is: see `follow`. */
	followOutput(
		caller: Caller,
		runId: RunId,
		askAgain?: () => Promise<Caller>,
	): Promise<AsyncIterableIterator<OutputPiece> | undefined>;
	/**
	 * The answers of an ended command as one table, or why they are none; undefined as for `find`.
	 * @param filter only rows that contain it.
	 * @throws AppError NOT_ALLOWED.
	 */
	mergeTables(
		caller: Caller,
		commandId: CommandId,
		filter?: string,
	): Promise<Merged | undefined>;
	/** What plugins answered beside their output, of runs they were shown. @throws AppError NOT_ALLOWED. */
	findMessages(
		caller: Caller,
		runIds: readonly RunId[],
	): Promise<ReadonlyMap<RunId, Message>>;
	/**
	 * What happened to a command after the event `after`, and what follows, until `command-ended`. A listener that leaves cancels nothing.
	 * @param askAgain who they are later on: whether they may still read it is asked again as their groups, the channel's members or
	 * the configuration change.
	 * @throws AppError NOT_ALLOWED, COMMAND_NOT_FOUND; both also later.
	 */
	follow(
		caller: Caller,
		commandId: CommandId,
		after: number,
		askAgain?: () => Promise<Caller>,
	): Promise<AsyncIterableIterator<CommandEvent>>;
	/**
	 * The commands of a channel that are running and those said there from now on, with all events of each.
	 * @param askAgain as for `follow`.
	 * @throws AppError CHANNEL_UNKNOWN, CHANNEL_CLOSED; both also later.
	 */
	followChannel(
		caller: Caller,
		channel: NamedChannel,
		askAgain?: () => Promise<Caller>,
	): Promise<AsyncIterableIterator<ChannelEvent>>;
	/**
	 * Ways to continue a text in a channel. Not recorded.
	 * @throws AppError CHANNEL_UNKNOWN, CHANNEL_CLOSED; nothing for what is in the text.
	 */
	complete(caller: Caller, written: UnfinishedCommand): Promise<Completions>;
	/** How many commands this process runs now. */
	readonly running: number;
	/** Takes no new command, waits for running ones, and cancels the rest after the grace period. */
	stop(): Promise<void>;
}
