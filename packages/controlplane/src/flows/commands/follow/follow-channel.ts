import {
	type ChannelKey,
	type CommandId,
	isId,
	type OrganisationId,
	type ProcessId,
} from "@quarterdeck/contract";
import type { Clock } from "@quarterdeck/runtime";
import type {
	Audit,
	AuditCode,
	AuditRecord,
} from "../../../rooms/audit/index.ts";
import {
	type Catalog,
	keyOfChannel,
	type NamedChannel,
	requireReadableByKey,
	requireReadableChannel,
} from "../../../rooms/catalog/index.ts";
import type { CommandRecords } from "../../../rooms/commands/index.ts";
import type { Caller, Permissions } from "../../../rooms/permissions/index.ts";
import type { ChannelEvent } from "./channel-event.ts";
import { type ChannelQueue, createChannelQueue } from "./channel-queue.ts";
import type { CommandFeeds } from "./command-feed.ts";
import type { RecordEventsDeps } from "./events-from-record.ts";
import type { LiveChannels } from "./live-channels.ts";
import { whileReadable } from "./while-readable.ts";

export interface FollowChannelDeps extends RecordEventsDeps {
	readonly audit: Pick<Audit, "followRecords">;
	readonly commandRecords: Pick<CommandRecords, "findCommand" | "listCommands">;
	readonly catalog: Pick<Catalog, "currentConfiguration" | "follow">;
	readonly permissions: Permissions;
	readonly feeds: CommandFeeds;
	readonly liveChannels: LiveChannels;
	readonly clock: Clock;
	readonly processId: ProcessId;
	/** A listener for whom more commands wait is ended. */
	readonly maxWaiting: number;
}

/** Running commands of other processes that a new listener gets; of more than these it gets the end. */
const maxFoundRunning = 200;

/**
 * Everything in a channel as one stream: the running commands with all their events, and those that are said from now on.
 *
 * Commands of this process are live. Another process's command is sent when its beginning is recorded and, with the output that was
 * kept, when its end is. A listener reads at its own pace: nothing waits for it and nothing is queued for it. Events that were dropped
 * before it read them are replaced by a note, and `commandEvents(after)` has what is left of them; a listener for whom too many commands
 * wait is ended with LISTENER_BEHIND.
 *
 * Whether the caller may still read the channel is asked again (`askAgain` says who they are by then) before the first event of each
 * command, once a second while there are events, and when the configuration changes.
 *
 * @throws AppError CHANNEL_UNKNOWN, CHANNEL_CLOSED; both also later, when the person was removed from the channel or the channel from
 * the configuration; and what `askAgain` throws.
 */
export async function followChannel(
	deps: FollowChannelDeps,
	caller: Caller,
	named: NamedChannel,
	askAgain: () => Promise<Caller> = async () => caller,
): Promise<AsyncIterableIterator<ChannelEvent>> {
	const { organisationId } = caller;
	const current = async () =>
		(await deps.catalog.currentConfiguration(organisationId)).configuration;
	const channel = keyOfChannel(
		await requireReadableChannel(deps, caller, await current(), named),
	);
	const checkReadable = async () =>
		requireReadableByKey(deps, await askAgain(), await current(), channel);
	const records = await deps.audit.followRecords(organisationId, {});
	const queue = createChannelQueue({
		...deps,
		organisationId,
		channel: channel.channel,
		checkReadable,
	});
	const { running, unwatch } = deps.liveChannels.watch(
		{ organisationId, ...channel },
		queue.addLive,
	);
	const stop = () => {
		queue.leave();
		unwatch();
		Promise.resolve(records.return?.()).catch(() => {});
	};
	for (const live of running) queue.addLive(live);
	queueRecorded(deps, records, queue, channel).catch(queue.fail);
	try {
		await queueRunningElsewhere(deps, organisationId, queue, channel);
	} catch (error) {
		stop();
		throw error;
	}
	return whileReadable(
		{
			clock: deps.clock,
			onChange: (listener) => deps.catalog.follow(organisationId, listener),
		},
		streamOf(queue, stop),
		checkReadable,
	);
}

/** By hand and not as a generator, whose `return()` would wait for the next event. */
function streamOf(
	queue: ChannelQueue,
	stop: () => void,
): AsyncIterableIterator<ChannelEvent> {
	return {
		[Symbol.asyncIterator]() {
			return this;
		},
		async next() {
			try {
				const value = await queue.next();
				return value
					? { done: false, value }
					: { done: true, value: undefined };
			} catch (error) {
				stop();
				throw error;
			}
		},
		async return() {
			stop();
			return { done: true, value: undefined };
		},
	};
}

/** What is recorded of a command's beginning and end. */
const lifeCodes: readonly AuditCode[] = [
	"command.run",
	"command.denied",
	"command.not-understood",
	"command.lost",
];

/** The audit chain has every command's beginning and end, of whichever process, and loses none. */
async function queueRecorded(
	{ processId }: Pick<FollowChannelDeps, "processId">,
	records: AsyncIterable<AuditRecord>,
	queue: ChannelQueue,
	channel: ChannelKey,
): Promise<void> {
	for await (const record of records) {
		const { code, outcome, subjectId = "" } = record;
		if (!lifeCodes.includes(code) || !isIn(channel, record)) continue;
		if (!isId("command", subjectId)) continue;
		if (outcome !== "opened") queue.addEnded(subjectId);
		else if (record.processId !== processId) queue.addBegun(subjectId);
	}
}

function isIn(key: ChannelKey, { channel, facts }: AuditRecord): boolean {
	// Processes of the version before, which know the console only, write the platform into the opening record alone.
	const platform = facts.platform ?? "console";
	return channel === key.channel && platform === key.platform;
}

/** Running commands of other processes. */
async function queueRunningElsewhere(
	{ commandRecords, processId }: FollowChannelDeps,
	organisationId: OrganisationId,
	queue: ChannelQueue,
	channel: ChannelKey,
): Promise<void> {
	const page = await commandRecords.listCommands(
		organisationId,
		{ channel, state: "running" },
		{ first: maxFoundRunning },
	);
	const others: CommandId[] = page.items
		.filter((record) => record.processId !== processId)
		.map(({ id }) => id);
	for (const id of others.toReversed()) queue.addBegun(id);
}
