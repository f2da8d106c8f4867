import { type CommandId, isId, type ProcessId } from "@quarterdeck/contract";
import type { Clock } from "@quarterdeck/runtime";
import type { Audit, AuditCode, AuditRecord } from "../../rooms/audit/index.ts";
import type { Catalog } from "../../rooms/catalog/index.ts";
import type { CommandRecords } from "../../rooms/commands/index.ts";
import type { Asker } from "../../rooms/permissions/index.ts";
import type { ChannelEvent } from "./channel-event.ts";
import { type ChannelTold, createChannelTold } from "./channel-told.ts";
import { requireOpenChannel } from "./closed-channels.ts";
import type { CommandFeeds } from "./command-feed.ts";
import type { LiveChannels } from "./live-channels.ts";
import type { TellDeps } from "./tell-record.ts";
import { whileOpen } from "./while-open.ts";

export interface FollowChannelDeps extends TellDeps {
	readonly audit: Pick<Audit, "followRecords">;
	readonly commandRecords: Pick<CommandRecords, "findCommand" | "listCommands">;
	readonly catalog: Pick<Catalog, "currentConfiguration">;
	readonly feeds: CommandFeeds;
	readonly liveChannels: LiveChannels;
	readonly clock: Clock;
	readonly processId: ProcessId;
}

/** Commands of other processes that go on when somebody begins to listen; who has more hears of the others when they end. */
const maxFoundRunning = 200;

/**
 * Everything of a console channel on one stream: the commands that go on, with all they said, and those that are said from now on.
 *
 * What this process runs is live. Of another process's command the beginning and the end are told as soon as they are recorded, and
 * its output is told from what was kept when it ended. A listener reads at its own pace: nothing waits for it and nothing is piled up
 * for it. What was forgotten before it was read is told as a note, and `commandEvents(after)` has what is left of it; a listener for
 * whom too many commands wait is ended with LISTENER_BEHIND.
 *
 * Whether the channel is open is asked again of whoever they are then (`askAgain`): before each command's first word is told, and
 * while something is told now and then.
 *
 * @throws AppError CHANNEL_UNKNOWN, CHANNEL_CLOSED; both also later, when the person was shut out or the channel taken away
 * meanwhile; and what `askAgain` throws.
 */
export async function followChannel(
	deps: FollowChannelDeps,
	asker: Asker,
	name: string,
	askAgain: () => Promise<Asker> = async () => asker,
): Promise<AsyncIterableIterator<ChannelEvent>> {
	const { organisationId } = asker;
	const channel = (await requireOpenChannel(deps, asker, name)).channel.name;
	const checkOpen = async () =>
		void (await requireOpenChannel(deps, await askAgain(), channel));
	const records = await deps.audit.followRecords(organisationId, {});
	const told = createChannelTold({
		...deps,
		organisationId,
		channel,
		checkOpen,
	});
	const { running, unwatch } = deps.liveChannels.watch(
		{ organisationId, channel },
		told.heardLive,
	);
	const stop = () => {
		told.leave();
		unwatch();
		Promise.resolve(records.return?.()).catch(() => {});
	};
	for (const live of running) told.heardLive(live);
	hearRecords(deps, records, told, channel).catch(told.fail);
	try {
		await findOthers(deps, asker, channel, told);
	} catch (error) {
		stop();
		throw error;
	}
	return whileOpen(deps.clock, streamOf(told, stop), checkOpen);
}

/** By hand and not as a generator, whose `return()` would wait for the next event. */
function streamOf(
	told: ChannelTold,
	stop: () => void,
): AsyncIterableIterator<ChannelEvent> {
	return {
		[Symbol.asyncIterator]() {
			return this;
		},
		async next() {
			try {
				const value = await told.next();
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
	"command.lost",
];

/** The chain tells of every command's beginning and end, on whichever process, and loses none. */
async function hearRecords(
	{ processId }: Pick<FollowChannelDeps, "processId">,
	records: AsyncIterable<AuditRecord>,
	told: ChannelTold,
	channel: string,
): Promise<void> {
	for await (const record of records) {
		const { code, outcome, subjectId = "" } = record;
		if (record.channel !== channel || !lifeCodes.includes(code)) continue;
		if (!isId("command", subjectId)) continue;
		if (outcome !== "opened") told.heardEnd(subjectId);
		else if (record.processId !== processId) told.heardBegin(subjectId);
	}
}

/** Commands of other processes that go on already. */
async function findOthers(
	{ commandRecords, processId }: FollowChannelDeps,
	{ organisationId }: Asker,
	channel: string,
	told: ChannelTold,
): Promise<void> {
	const page = await commandRecords.listCommands(
		organisationId,
		{ channel, state: "running" },
		{ first: maxFoundRunning },
	);
	const others: CommandId[] = page.items
		.filter((record) => record.processId !== processId)
		.map(({ id }) => id);
	for (const id of others.toReversed()) told.heardBegin(id);
}
