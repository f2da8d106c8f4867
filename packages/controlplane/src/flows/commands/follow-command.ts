import {
	AppError,
	type CommandId,
	type OrganisationId,
} from "@quarterdeck/contract";
import type { Clock } from "@quarterdeck/runtime";
import type {
	CommandRecord,
	CommandRecords,
} from "../../rooms/commands/index.ts";
import type { CommandEvent } from "./command-event.ts";
import type { CommandFeeds } from "./command-feed.ts";
import { type TellDeps, tellRecord } from "./tell-record.ts";

export interface FollowDeps extends TellDeps {
	readonly commandRecords: Pick<CommandRecords, "findCommand">;
	readonly feeds: CommandFeeds;
	readonly clock: Clock;
	/** How often the record of a command that another process runs is looked at. */
	readonly lookEverySeconds: number;
}

/**
 * The live feed when this process has it. Else the command ran, or runs, in another process: its record is waited for and
 * told from, so that every listener hears how it ended.
 *
 * @throws AppError COMMAND_NOT_FOUND.
 */
export async function followCommand(
	deps: FollowDeps,
	organisationId: OrganisationId,
	commandId: CommandId,
	after: number,
): Promise<AsyncIterableIterator<CommandEvent>> {
	const feed = deps.feeds.find({ organisationId, commandId });
	if (feed) return feed.follow(after);
	const record = await deps.commandRecords.findCommand(
		organisationId,
		commandId,
	);
	if (!record) throw new AppError("COMMAND_NOT_FOUND", { command: commandId });
	return followRecord(deps, record, after);
}

/** By hand and not as a generator, whose `return()` would wait for the next look. */
function followRecord(
	deps: FollowDeps,
	first: CommandRecord,
	after: number,
): AsyncIterableIterator<CommandEvent> {
	let telling: AsyncIterator<CommandEvent> | undefined;
	let isDone = false;
	let wake = () => {};

	async function waitForEnd(): Promise<CommandRecord | undefined> {
		for (let record: CommandRecord | undefined = first; !isDone; ) {
			if (record?.state !== "running") return record;
			await new Promise<void>((resolve) => {
				const timer = deps.clock.after(deps.lookEverySeconds * 1000, resolve);
				wake = () => {
					timer.cancel();
					resolve();
				};
			});
			record = await deps.commandRecords.findCommand(
				first.organisationId,
				first.id,
			);
		}
		return undefined;
	}
	return {
		[Symbol.asyncIterator]() {
			return this;
		},
		async next() {
			if (!telling) {
				const record = await waitForEnd();
				if (!record) return { done: true, value: undefined };
				telling = tellRecord(deps, record, after);
			}
			return isDone ? { done: true, value: undefined } : telling.next();
		},
		async return() {
			isDone = true;
			wake();
			await telling?.return?.();
			return { done: true, value: undefined };
		},
	};
}
