import { AppError, type CommandId } from "@quarterdeck/contract";
import type { Clock } from "@quarterdeck/runtime";
import type { Catalog } from "../../../rooms/catalog/index.ts";
import type {
	CommandKey,
	CommandRecord,
	CommandRecords,
} from "../../../rooms/commands/index.ts";
import type { Caller, Permissions } from "../../../rooms/permissions/index.ts";
import { requireReadable } from "../read/may-read-command.ts";
import type { CommandEvent } from "./command-event.ts";
import type { CommandFeeds } from "./command-feed.ts";
import {
	eventsFromRecord,
	type RecordEventsDeps,
} from "./events-from-record.ts";
import { whileReadable } from "./while-readable.ts";

export interface FollowDeps extends RecordEventsDeps {
	readonly commandRecords: Pick<CommandRecords, "findCommand" | "findOrigin">;
	readonly catalog: Pick<Catalog, "currentConfiguration" | "follow">;
	readonly permissions: Permissions;
	readonly feeds: CommandFeeds;
	readonly clock: Clock;
	/** How often the record of a command that another process runs is read. */
	readonly pollSeconds: number;
}

/**
 * The events of a command: from its live feed when this process has it, else from its record once it has ended in the process that runs
 * it, so that every listener learns how it ended.
 *
 * @throws AppError NOT_ALLOWED, COMMAND_NOT_FOUND; both also later, when the command is closed to them meanwhile; and what `askAgain`
 * throws.
 */
export async function followCommand(
	deps: FollowDeps,
	caller: Caller,
	commandId: CommandId,
	{
		after,
		askAgain = async () => caller,
	}: {
		readonly after: number;
		/** Who they are later on. */
		readonly askAgain?: (() => Promise<Caller>) | undefined;
	},
): Promise<AsyncIterableIterator<CommandEvent>> {
	const { organisationId } = caller;
	await requireReadable(deps, caller, commandId);
	const events = await eventsOf(deps, { organisationId, commandId }, after);
	return whileReadable(
		{
			clock: deps.clock,
			onChange: (listener) => deps.catalog.follow(organisationId, listener),
		},
		events,
		async () => requireReadable(deps, await askAgain(), commandId),
	);
}

/** The events of a command for whoever was found to be allowed to hear them. @throws AppError COMMAND_NOT_FOUND. */
export async function eventsOf(
	deps: FollowDeps,
	key: CommandKey,
	after: number,
): Promise<AsyncIterableIterator<CommandEvent>> {
	const feed = deps.feeds.find(key);
	if (feed) return feed.follow(after);
	const { organisationId, commandId } = key;
	const record = await deps.commandRecords.findCommand(
		organisationId,
		commandId,
	);
	if (!record) throw new AppError("COMMAND_NOT_FOUND", { command: commandId });
	return followRecord(deps, record, after);
}

/** By hand and not as a generator, whose `return()` would wait for the next poll. */
function followRecord(
	deps: FollowDeps,
	first: CommandRecord,
	after: number,
): AsyncIterableIterator<CommandEvent> {
	let events: AsyncIterator<CommandEvent> | undefined;
	let isDone = false;
	let wake = () => {};

	async function waitForEnd(): Promise<CommandRecord | undefined> {
		for (let record: CommandRecord | undefined = first; !isDone; ) {
			if (record?.state !== "running") return record;
			await new Promise<void>((resolve) => {
				const timer = deps.clock.after(deps.pollSeconds * 1000, resolve);
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
			if (!events) {
				const record = await waitForEnd();
				if (!record) return { done: true, value: undefined };
				events = eventsFromRecord(deps, record, after);
			}
			return isDone ? { done: true, value: undefined } : events.next();
		},
		async return() {
			isDone = true;
			wake();
			await events?.return?.();
			return { done: true, value: undefined };
		},
	};
}
