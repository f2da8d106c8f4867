import { AppError, type OrganisationId } from "@quarterdeck/contract";
import type { Clock } from "@quarterdeck/runtime";
import {
	type Catalog,
	keyOfChannel,
	type NamedChannel,
	requireReadableByKey,
	requireReadableChannel,
} from "../../rooms/catalog/index.ts";
import type {
	KeptBatch,
	KeptNotice,
	NoticeFilter,
	Notices,
} from "../../rooms/notices/index.ts";
import { type Caller, checkMay } from "../../rooms/permissions/index.ts";
import { whileReadable } from "../commands/index.ts";
import {
	filterFor,
	type ReadNoticesDeps,
	type ShownPost,
	showPosts,
	type WantedNotices,
} from "./read-notices.ts";

export interface FollowNoticesDeps extends ReadNoticesDeps {
	readonly notices: Pick<Notices, "lists" | "kept">;
	readonly catalog: Pick<Catalog, "currentConfiguration" | "follow">;
	readonly clock: Clock;
	/** Batches that wait for one listener; beyond them it is ended. */
	readonly maxWaiting: number;
}

/**
 * Notices that match, from now on, as they are kept. A listener that reads too slowly, and one that may have missed some because signals
 * were lost, is ended with LISTENER_BEHIND: it lists what it missed and follows again.
 * @throws AppError NOT_ALLOWED, INPUT_INVALID; the former also later.
 */
export async function followNotices(
	deps: FollowNoticesDeps,
	caller: Caller,
	wanted: WantedNotices,
	askAgain: () => Promise<Caller> = async () => caller,
): Promise<AsyncIterableIterator<KeptNotice>> {
	const { organisationId } = caller;
	let filter: NoticeFilter = await filterFor(deps, caller, wanted);
	const batches = createBatchQueue(deps, organisationId, "events");
	const stream = flatten(batches, (batch) =>
		deps.notices.lists.listBatch(organisationId, batch, filter),
	);
	return whileReadable(readableDeps(deps, organisationId), stream, async () => {
		filter = await filterFor(deps, await askAgain(), wanted);
	});
}

/**
 * Posts of a channel that are new or changed, from now on, as they are after the change.
 * @throws as `followNotices`, and CHANNEL_UNKNOWN, CHANNEL_CLOSED, also later.
 */
export async function followChannelPosts(
	deps: FollowNoticesDeps,
	caller: Caller,
	named: NamedChannel,
	askAgain: () => Promise<Caller> = async () => caller,
): Promise<AsyncIterableIterator<ShownPost>> {
	const { organisationId } = caller;
	const current = async () =>
		(await deps.catalog.currentConfiguration(organisationId)).configuration;
	await checkMay(deps, caller, "notice.read");
	const channel = keyOfChannel(
		await requireReadableChannel(deps, caller, await current(), named),
	);
	const to = { door: channel.platform, address: channel.channel };
	const batches = createBatchQueue(deps, organisationId, channel.channel);
	const stream = flatten(batches, async (batch) =>
		showPosts(
			deps,
			caller,
			await deps.notices.lists.listBatchPosts(organisationId, to, batch),
		),
	);
	return whileReadable(readableDeps(deps, organisationId), stream, async () => {
		const now = await askAgain();
		await checkMay(deps, now, "notice.read");
		await requireReadableByKey(deps, now, await current(), channel);
	});
}

function readableDeps(
	{ clock, catalog }: FollowNoticesDeps,
	organisationId: OrganisationId,
) {
	return {
		clock,
		onChange: (listener: () => void) =>
			catalog.follow(organisationId, listener),
	};
}

interface BatchQueue {
	/** Undefined once it was left. @throws AppError LISTENER_BEHIND. */
	next(): Promise<KeptBatch | undefined>;
	leave(): void;
}

/** Only where notices are is queued: they are read when it is their turn. */
function createBatchQueue(
	{ notices, maxWaiting }: FollowNoticesDeps,
	organisationId: OrganisationId,
	what: string,
): BatchQueue {
	const waiting: KeptBatch[] = [];
	let isBehind = false;
	let hasLeft = false;
	let wake = () => {};
	const unfollow = notices.kept.follow((batch) => {
		if (batch && batch.organisationId !== organisationId) return;
		if (batch && waiting.length < maxWaiting) waiting.push(batch);
		else isBehind = true;
		wake();
	});
	return {
		async next() {
			for (;;) {
				if (hasLeft) return undefined;
				if (isBehind)
					throw new AppError("LISTENER_BEHIND", {
						limit: maxWaiting,
						channel: what,
					});
				const batch = waiting.shift();
				if (batch) return batch;
				await new Promise<void>((resolve) => {
					wake = resolve;
				});
			}
		},
		leave() {
			hasLeft = true;
			waiting.length = 0;
			unfollow();
			wake();
		},
	};
}

/** What is read for each batch, one after the other. By hand and not as a generator, whose `return()` would wait for the next batch. */
function flatten<T>(
	batches: BatchQueue,
	read: (batch: KeptBatch) => Promise<readonly T[]>,
): AsyncIterableIterator<T> {
	const items: T[] = [];
	return {
		[Symbol.asyncIterator]() {
			return this;
		},
		async next() {
			try {
				while (items.length === 0) {
					const batch = await batches.next();
					if (!batch) return { done: true, value: undefined };
					items.push(...(await read(batch)));
				}
			} catch (error) {
				batches.leave();
				throw error;
			}
			return { done: false, value: items.shift() as T };
		},
		async return() {
			items.length = 0;
			batches.leave();
			return { done: true, value: undefined };
		},
	};
}
