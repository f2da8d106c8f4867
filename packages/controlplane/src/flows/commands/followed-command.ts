import type { CommandId, OrganisationId } from "@quarterdeck/contract";
import type { Clock, Timer } from "@quarterdeck/runtime";
import type { CommandRecords } from "../../rooms/commands/index.ts";
import type { ChannelEvent } from "./channel-event.ts";
import type { CommandEvent } from "./command-event.ts";
import type { CommandFeeds } from "./command-feed.ts";
import type { LiveCommand } from "./live-channels.ts";
import { type TellDeps, tellRecord } from "./tell-record.ts";

export interface FollowedCommandDeps extends TellDeps {
	readonly organisationId: OrganisationId;
	readonly commandRecords: Pick<CommandRecords, "findCommand">;
	readonly feeds: CommandFeeds;
	readonly clock: Clock;
	/** Asked before a command is told of for the first time. @throws what ends the stream. */
	readonly checkOpen: () => Promise<void>;
}

/** How far one listener of a channel was told of one command. */
export interface FollowedCommand {
	readonly id: CommandId;
	/** Whether this process runs it. */
	readonly isLive: boolean;
	/** Whether its end and its last record were told. */
	readonly isFinished: boolean;
	/** The end of another process's command was recorded. */
	end(): void;
	/** What is next; undefined when there is nothing (more) now. @throws as `checkOpen` and the store do. */
	take(): Promise<ChannelEvent | undefined>;
	leave(): void;
}

/** A record that changes again and again is told this often. */
const againAfterMs = 250;

/**
 * A place in one command's story: its record, its events in their order, its record again as runs end, and at last as it ended.
 * `again` is called when there is something to tell without anything new having been said.
 */
export function createFollowedCommand(
	deps: FollowedCommandDeps,
	id: CommandId,
	live: LiveCommand | undefined,
	again: () => void,
): FollowedCommand {
	const { clock, organisationId } = deps;
	const kept = createKeptEvents(deps, id);
	let after = 0;
	let isChanged = true;
	let isOver = false;
	let isFinished = false;
	let toldAtMs: number | undefined;
	let timer: Timer | undefined;

	async function tellRecordNow(): Promise<ChannelEvent | undefined> {
		isFinished = isOver && toldAtMs !== undefined;
		isChanged = false;
		toldAtMs = clock.monotonicMs();
		const command = live
			? live.record()
			: await deps.commandRecords.findCommand(organisationId, id);
		return command && { command };
	}
	function liveEvent(): CommandEvent | undefined {
		if (isOver) return undefined;
		const feed = deps.feeds.find({ organisationId, commandId: id });
		const event = feed ? feed.behind(after) : missed(id, after, clock.now());
		if (!event) return undefined;
		after = event.seq;
		isOver = !feed || event.kind === "command-ended";
		isChanged ||= isOver || event.kind === "run-ended";
		return event;
	}
	function waitUntilDue(): void {
		timer ??= clock.after(againAfterMs, () => {
			timer = undefined;
			again();
		});
	}
	return {
		id,
		isLive: live !== undefined,
		get isFinished() {
			return isFinished;
		},
		end() {
			isOver = true;
			isChanged = true;
		},
		async take() {
			if (toldAtMs === undefined) {
				await deps.checkOpen();
				return tellRecordNow();
			}
			const isDue = clock.monotonicMs() - toldAtMs >= againAfterMs;
			if (isChanged && isDue && !isOver) return tellRecordNow();
			const event = live ? liveEvent() : isOver && (await kept.next());
			if (event) return { event };
			if (isOver && isChanged) return tellRecordNow();
			if (isOver) isFinished = true;
			else if (isChanged) waitUntilDue();
			return undefined;
		},
		leave() {
			timer?.cancel();
			kept.leave();
		},
	};
}

/** What is told of a command that another process ran: its record and its kept outputs, read piece by piece. */
function createKeptEvents(deps: FollowedCommandDeps, id: CommandId) {
	let telling: AsyncGenerator<CommandEvent> | undefined;
	let isBegun = false;
	return {
		async next(): Promise<CommandEvent | undefined> {
			if (!isBegun) {
				isBegun = true;
				const { commandRecords, organisationId } = deps;
				const record = await commandRecords.findCommand(organisationId, id);
				telling = record && tellRecord(deps, record, 0);
			}
			const result = await telling?.next();
			return result?.done === false ? result.value : undefined;
		},
		leave() {
			telling?.return(undefined).catch(() => {});
		},
	};
}

/** A feed is forgotten when its room is needed; whoever has not read it by then is told so. */
function missed(commandId: CommandId, after: number, at: Date): CommandEvent {
	return {
		seq: after,
		commandId,
		kind: "note",
		text: `What came behind event ${after} was not read in time. What is kept of it is told by commandEvents(after: ${after}).`,
		at,
	};
}
