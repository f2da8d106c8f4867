import type { CommandId, OrganisationId } from "@quarterdeck/contract";
import type { Clock, Timer } from "@quarterdeck/runtime";
import type { CommandRecords } from "../../../rooms/commands/index.ts";
import type { ChannelEvent } from "./channel-event.ts";
import type { CommandEvent } from "./command-event.ts";
import type { CommandFeeds } from "./command-feed.ts";
import {
	eventsFromRecord,
	type RecordEventsDeps,
} from "./events-from-record.ts";
import type { LiveCommand } from "./live-channels.ts";

export interface ChannelCommandDeps extends RecordEventsDeps {
	readonly organisationId: OrganisationId;
	readonly commandRecords: Pick<CommandRecords, "findCommand">;
	readonly feeds: CommandFeeds;
	readonly clock: Clock;
	/** Asked before the first event of a command. @throws what ends the stream. */
	readonly checkReadable: () => Promise<void>;
}

/** One command as one listener of a channel follows it. */
export interface ChannelCommand {
	readonly id: CommandId;
	/** Whether this process runs it. */
	readonly isLive: boolean;
	/** Whether its end and its last record were sent. */
	readonly isFinished: boolean;
	/** The end of another process's command was recorded. */
	end(): void;
	/** The next event; undefined when there is none now. @throws as `checkReadable` and the store do. */
	take(): Promise<ChannelEvent | undefined>;
	leave(): void;
}

/** A record that keeps changing is sent this often. */
const againAfterMs = 250;

/**
 * A position in the events of one command: first its record, then its events in order, its record again as runs end, and at last as it
 * ended. `onDue` is called when a changed record is due without a new event.
 */
export function createChannelCommand(
	deps: ChannelCommandDeps,
	id: CommandId,
	live: LiveCommand | undefined,
	onDue: () => void,
): ChannelCommand {
	const { clock, organisationId } = deps;
	const kept = createKeptEvents(deps, id);
	let after = 0;
	let isChanged = true;
	let hasEnded = false;
	let isFinished = false;
	let sentAtMs: number | undefined;
	let timer: Timer | undefined;

	async function sendRecord(): Promise<ChannelEvent | undefined> {
		isFinished = hasEnded && sentAtMs !== undefined;
		isChanged = false;
		sentAtMs = clock.monotonicMs();
		const command = live
			? live.record()
			: await deps.commandRecords.findCommand(organisationId, id);
		if (!live && command && command.state !== "running") {
			// It may have ended before its end was heard of here; this record is its last then.
			hasEnded = true;
			isChanged = false;
		}
		return command && { command };
	}
	function liveEvent(): CommandEvent | undefined {
		if (hasEnded) return undefined;
		const feed = deps.feeds.find({ organisationId, commandId: id });
		const event = feed
			? feed.after(after)
			: missedEvents(id, after, clock.now());
		if (!event) return undefined;
		after = event.seq;
		hasEnded = !feed || event.kind === "command-ended";
		isChanged ||= hasEnded || event.kind === "run-ended";
		return event;
	}
	function waitUntilDue(): void {
		timer ??= clock.after(againAfterMs, () => {
			timer = undefined;
			onDue();
		});
	}
	return {
		id,
		isLive: live !== undefined,
		get isFinished() {
			return isFinished;
		},
		end() {
			if (hasEnded) return;
			hasEnded = true;
			isChanged = true;
		},
		async take() {
			if (sentAtMs === undefined) {
				await deps.checkReadable();
				return sendRecord();
			}
			const isDue = clock.monotonicMs() - sentAtMs >= againAfterMs;
			if (isChanged && isDue && !hasEnded) return sendRecord();
			const event = live ? liveEvent() : hasEnded && (await kept.next());
			if (event) return { event };
			if (hasEnded && isChanged) return sendRecord();
			if (hasEnded) isFinished = true;
			else if (isChanged) waitUntilDue();
			return undefined;
		},
		leave() {
			timer?.cancel();
			kept.leave();
		},
	};
}

/** The events of a command that another process ran, from its record and its kept outputs. */
function createKeptEvents(deps: ChannelCommandDeps, id: CommandId) {
	let events: AsyncGenerator<CommandEvent> | undefined;
	let hasBegun = false;
	return {
		async next(): Promise<CommandEvent | undefined> {
			if (!hasBegun) {
				hasBegun = true;
				const { commandRecords, organisationId } = deps;
				const record = await commandRecords.findCommand(organisationId, id);
				events = record && eventsFromRecord(deps, record, 0);
			}
			const result = await events?.next();
			return result?.done === false ? result.value : undefined;
		},
		leave() {
			events?.return(undefined).catch(() => {});
		},
	};
}

/** A feed is dropped when its memory is needed; whoever has not read it by then gets this note. */
function missedEvents(
	commandId: CommandId,
	after: number,
	at: Date,
): CommandEvent {
	return {
		seq: after,
		commandId,
		kind: "note",
		text: `Events after ${after} were not read in time. Get what is kept of them with commandEvents(after: ${after}).`,
		at,
	};
}
