import type { CommandId, OrganisationId } from "@quarterdeck/contract";
import type { Clock } from "@quarterdeck/runtime";
import type { CommandRecord, CommandRun } from "../../rooms/commands/index.ts";
import type { CommandFeed, Saying } from "./command-feed.ts";

/** A command that goes on in this process. */
export interface LiveCommand {
	readonly id: CommandId;
	/** As it is now: with the ends that were told already. */
	record(): CommandRecord;
}

/** Told of a command that begins or of which something was said. It must be quick and must not throw: the run waits for it. */
export type ChannelListener = (live: LiveCommand) => void;

export interface ChannelKey {
	readonly organisationId: OrganisationId;
	readonly channel: string;
}

/** The commands this process runs, by channel. */
export interface LiveChannels {
	/** A command begins. @returns its feed, of which channel listeners hear too. */
	begin(record: CommandRecord, feed: CommandFeed): CommandFeed;
	/** Calls `listener` from now on. @returns those that go on, and what stops it. */
	watch(
		key: ChannelKey,
		listener: ChannelListener,
	): {
		readonly running: readonly LiveCommand[];
		readonly unwatch: () => void;
	};
}

interface Place {
	readonly running: Set<LiveCommand>;
	readonly listeners: Set<ChannelListener>;
}

/** Places in memory; one without commands and listeners is forgotten. */
export function createLiveChannels(deps: {
	readonly clock: Clock;
}): LiveChannels {
	const places = new Map<string, Place>();

	function placeOf(key: ChannelKey): Place {
		const name = textOf(key);
		const place = places.get(name) ?? {
			running: new Set(),
			listeners: new Set(),
		};
		places.set(name, place);
		return place;
	}
	function forgetEmpty(key: ChannelKey, place: Place): void {
		const isEmpty = place.running.size + place.listeners.size === 0;
		if (isEmpty && places.get(textOf(key)) === place)
			places.delete(textOf(key));
	}
	return {
		begin(record, feed) {
			const { channel } = record.conversation;
			const key = { organisationId: record.organisationId, channel };
			const place = placeOf(key);
			const { live, hear } = createLiveCommand(record, deps.clock);
			const tell = () => {
				for (const listener of [...place.listeners]) listener(live);
			};
			place.running.add(live);
			tell();
			return {
				...feed,
				say(saying) {
					const isSaid = feed.say(saying);
					if (!isSaid) return false;
					hear(saying);
					if (saying.kind === "command-ended") place.running.delete(live);
					tell();
					forgetEmpty(key, place);
					return true;
				},
			};
		},
		watch(key, listener) {
			const place = placeOf(key);
			place.listeners.add(listener);
			return {
				running: [...place.running],
				unwatch() {
					place.listeners.delete(listener);
					forgetEmpty(key, place);
				},
			};
		},
	};
}

function textOf({ organisationId, channel }: ChannelKey): string {
	return `${organisationId} ${channel}`;
}

/** Keeps a record as what is said changes it; it is put together when somebody looks. */
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
		hear({ kind, run, state, error }: Saying): void {
			if (kind === "run-ended" && run) ended.set(run.runId, run);
			else if (kind === "command-ended" && state)
				end = { state, error, endedAt: clock.now() };
			else return;
			known = undefined;
		},
	};
}
