import {
	AppError,
	type CommandId,
	type OrganisationId,
} from "@quarterdeck/contract";
import type { Clock } from "@quarterdeck/runtime";
import type { Audit, CommandRecord } from "../../rooms/audit/index.ts";
import type { CommandEvent } from "./command-event.ts";
import type { CommandFeeds } from "./command-feed.ts";

export interface FollowDeps {
	readonly audit: Pick<Audit, "findCommand">;
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
	const record = await deps.audit.findCommand(organisationId, commandId);
	if (!record) throw new AppError("COMMAND_NOT_FOUND", { command: commandId });
	return (
		deps.feeds.find({ organisationId, commandId })?.follow(after) ??
		followRecord(deps, record, after)
	);
}

/** By hand and not as a generator, whose `return()` would wait for the next look. */
function followRecord(
	deps: FollowDeps,
	first: CommandRecord,
	after: number,
): AsyncIterableIterator<CommandEvent> {
	let events: CommandEvent[] | undefined;
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
			record = await deps.audit.findCommand(first.organisationId, first.id);
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
				events = record ? eventsOf(record, after) : [];
			}
			const value = isDone ? undefined : events.shift();
			return value ? { done: false, value } : { done: true, value: undefined };
		},
		async return() {
			isDone = true;
			wake();
			return { done: true, value: undefined };
		},
	};
}

/** How a command ended, from its record. Numbers go on behind what the listener has heard. */
function eventsOf(record: CommandRecord, after: number): CommandEvent[] {
	let seq = Math.max(0, Math.floor(after));
	const at = record.endedAt ?? record.startedAt;
	const event = (
		fields: Omit<CommandEvent, "seq" | "commandId" | "at">,
	): CommandEvent => {
		seq += 1;
		return { ...fields, seq, commandId: record.id, at };
	};
	const hasOutput = record.runs.some((run) => run.outputKey !== undefined);
	return [
		...(hasOutput
			? [
					event({
						kind: "note",
						text: "The live output is over; the whole of it is kept under each run's address.",
					}),
				]
			: []),
		...record.runs.map((run) =>
			event({ kind: "run-ended", cluster: run.clusterName, run }),
		),
		event({
			kind: "command-ended",
			...(record.state === "running" ? {} : { state: record.state }),
			...(record.error ? { error: record.error } : {}),
		}),
	];
}
