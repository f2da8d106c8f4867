import type {
	CommandId,
	Conversation,
	OrganisationId,
} from "@quarterdeck/contract";
import type { CommandRecord } from "../../rooms/commands/index.ts";
import type { Asker } from "../../rooms/permissions/index.ts";
import type { ChannelEvent } from "./channel-event.ts";
import type { CommandEvent } from "./command-event.ts";
import type { Completions } from "./complete/completions.ts";
import type { SpokenOptions } from "./parse/index.ts";

/** What a person said, as any door hears it: one line of text, or words that a shell has split already. */
export interface Utterance {
	/** Made by the client, so that a repeated request runs once; absent: made here. */
	readonly id?: CommandId | undefined;
	readonly asker: Asker;
	readonly platform: Conversation["platform"];
	/** The channel it is said in; absent: the first one the platform has. */
	readonly channel?: string | undefined;
	/** The command it answers under: one of this channel that answers under none itself. */
	readonly thread?: CommandId | undefined;
	readonly text: string | readonly string[];
	readonly options: SpokenOptions;
}

/** A person's words to an answer (docs/architecture/command.md#steps). */
export interface Commands {
	/**
	 * Starts a command; its answers come by `follow`. A request repeated under the same id is given the first one's record.
	 * Refusals that concern one cluster are that cluster's answer; those that concern all of it are thrown, recorded as denied.
	 * @throws AppError with the reason; nothing was run then.
	 */
	run(utterance: Utterance): Promise<CommandRecord>;
	/**
	 * Stops a running command in every cluster; one that has ended is left as it is. Who asked is recorded.
	 * @throws AppError NOT_ALLOWED, COMMAND_NOT_FOUND also for what others said in a channel that is closed to them.
	 */
	cancel(asker: Asker, commandId: CommandId): Promise<CommandRecord>;
	/**
	 * What happened to a command behind the event `after`, and what comes, until `command-ended`.
	 * A listener that leaves cancels nothing. `checkOpen` throws when they may not hear it any more; asked now and then.
	 * @throws AppError COMMAND_NOT_FOUND.
	 */
	follow(
		organisationId: OrganisationId,
		commandId: CommandId,
		after: number,
		checkOpen?: () => Promise<void>,
	): Promise<AsyncIterableIterator<CommandEvent>>;
	/**
	 * The commands of a console channel that go on and those said there from now on, with all that is heard of each.
	 * `askAgain`: who they are later on, for their groups and the channel's members may change.
	 * @throws AppError CHANNEL_UNKNOWN, CHANNEL_CLOSED.
	 */
	followChannel(
		asker: Asker,
		channel: string,
		askAgain?: () => Promise<Asker>,
	): Promise<AsyncIterableIterator<ChannelEvent>>;
	/**
	 * Ways to go on with a text at a cursor (behind it when absent), in a console channel (the first one when absent). Not recorded.
	 * @throws AppError CHANNEL_UNKNOWN, CHANNEL_CLOSED; nothing for what is in the text.
	 */
	complete(
		asker: Asker,
		said: {
			readonly channel?: string | undefined;
			readonly text: string;
			readonly cursor?: number | undefined;
		},
	): Promise<Completions>;
	/** Channels that are closed to a person: of what was said there they may read their own only. */
	closedTo(asker: Asker): Promise<readonly string[]>;
	/** Commands that go on in this process. */
	readonly running: number;
	/** Takes no new command, waits for those that go on, and cancels what is left after the grace. */
	stop(): Promise<void>;
}
