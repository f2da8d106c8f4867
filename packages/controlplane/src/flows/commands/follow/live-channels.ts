import {
	type ChannelKey,
	type CommandId,
	channelKeyText,
	type OrganisationId,
} from "@quarterdeck/contract";
import type { Clock } from "@quarterdeck/runtime";
import type {
	CommandRecord,
	CommandRun,
} from "../../../rooms/commands/index.ts";
import type { CommandFeed, NewEvent } from "./command-feed.ts";

/** A command that this process runs. */
export interface LiveCommand {
	readonly id: CommandId;
	/** As it is now: with the ends of runs that were published already. */
	record(): CommandRecord;
}

/** Called when a command begins or has a new event. It must be quick and must not throw: the run waits for it. */
export type ChannelListener = (live: LiveCommand) => void;

/** A channel of an organisation. */
type OrganisationChannel = ChannelKey & {
	readonly organisationId: OrganisationId;
};

/** The commands this process runs, by channel. */
export interface LiveChannels {
	/** A command begins. @returns its feed, whose events the channel's listeners receive too. */
	begin(record: CommandRecord, feed: CommandFeed): CommandFeed;
	/** Calls `listener` from now on. @returns the running commands, and what stops it. */
	watch(
		key: OrganisationChannel,
		listener: ChannelListener,
	): {
		readonly running: readonly LiveCommand[];
		readonly unwatch: () => void;
	};
}

interface LiveChannel {
	readonly running: Set<LiveCommand>;
	readonly listeners: Set<ChannelListener>;
}

/** Channels in memory; one without commands and listeners is forgotten. */
export function createLiveChannels(deps: {
	readonly clock: Clock;
}): LiveChannels {
	const channels = new Map<string, LiveChannel>();

	function channelOf(key: OrganisationChannel): LiveChannel {
		const name = textOf(key);
		const channel = channels.get(name) ?? {
			running: new Set(),
			listeners: new Set(),
		};
		channels.set(name, channel);
		return channel;
	}
	function forgetEmpty(key: OrganisationChannel, channel: LiveChannel): void {
		const isEmpty = channel.running.size + channel.listeners.size === 0;
		if (isEmpty && channels.get(textOf(key)) === channel)
			channels.delete(textOf(key));
	}
	return {
		begin(record, feed) {
			const { organisationId, conversation } = record;
			const key = { organisationId, ...conversation };
			const channel = channelOf(key);
			const { live, apply } = createLiveCommand(record, deps.clock);
			const notify = () => {
				for (const listener of [...channel.listeners]) listener(live);
			};
			channel.running.add(live);
			notify();
			return {
				...feed,
				publish(event) {
					if (!feed.publish(event)) return false;
					apply(event);
					if (event.kind === "command-ended") channel.running.delete(live);
					notify();
					forgetEmpty(key, channel);
					return true;
				},
			};
		},
		watch(key, listener) {
			const channel = channelOf(key);
			channel.listeners.add(listener);
			return {
				running: [...channel.running],
				unwatch() {
					channel.listeners.delete(listener);
					forgetEmpty(key, channel);
				},
			};
		},
	};
}

function textOf(key: OrganisationChannel): string {
	return `${key.organisationId} ${channelKeyText(key)}`;
}

/** Keeps a record up to date with the events of its command; it is assembled when somebody reads it. */
function createLiveCommand(first: CommandRecord, clock: Clock) {
	const ended = new Map<string, CommandRun>();
	let known: CommandRecord | undefined = first;
	let end: Partial<CommandRecord> = {};
	const live: LiveCommand = {
		id: first.id,
		record() {
			known ??= {
				...first,
				...end,
				runs: first.runs.map((run) => ended.get(run.runId) ?? run),
			};
			return known;
		},
	};
	return {
		live,
		apply({ kind, run, state, error }: NewEvent): void {
			if (kind === "run-ended" && run) ended.set(run.runId, run);
			else if (kind === "command-ended" && state)
				end = { state, error, endedAt: clock.now() };
			else return;
			known = undefined;
		},
	};
}
