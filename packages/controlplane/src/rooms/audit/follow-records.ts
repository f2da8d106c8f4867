import { AppError, type OrganisationId } from "@quarterdeck/contract";
import type { Clock, Log, Signals } from "@quarterdeck/runtime";
import type { AuditFilter, AuditRecord } from "./audit-record.ts";
import type { AuditStore } from "./audit-store.ts";
import { type ChainEntry, recordOf } from "./chain.ts";
import {
	type ChainReading,
	createChainReading,
	type EntryListener,
} from "./chain-reading.ts";
import { matcherOf } from "./matches-filter.ts";

export type FollowRecords = (
	organisationId: OrganisationId,
	filter: AuditFilter,
) => Promise<AsyncIterableIterator<AuditRecord>>;

/** Records that wait for a slow listener. */
const maxWaiting = 500;

/**
 * Makes what follows chains. It answers when it has begun, and tells the records that match and are committed from then on. A listener
 * for whom more than 500 wait is told those and then AUDIT_LISTENER_BEHIND is thrown: nobody else waits for it.
 * @throws AppError INPUT_INVALID for a text that cannot be searched for.
 */
export function createFollowRecords(deps: {
	readonly auditStore: AuditStore;
	readonly signals: Pick<Signals<OrganisationId>, "follow">;
	readonly clock: Clock;
	readonly log: Log;
}): FollowRecords {
	const readings = new Map<OrganisationId, ChainReading>();
	let unfollow: (() => void) | undefined;

	function begin(organisationId: OrganisationId): ChainReading {
		unfollow ??= deps.signals.follow((grown) => {
			if (grown !== undefined) readings.get(grown)?.look();
			else for (const reading of readings.values()) reading.look();
		});
		const reading = createChainReading({ ...deps, organisationId });
		readings.set(organisationId, reading);
		return reading;
	}
	function leave(organisationId: OrganisationId, listener: EntryListener) {
		const reading = readings.get(organisationId);
		if (!reading?.listeners.delete(listener)) return;
		if (reading.listeners.size > 0) return;
		reading.stop();
		readings.delete(organisationId);
		if (readings.size > 0) return;
		unfollow?.();
		unfollow = undefined;
	}
	return async (organisationId, filter) => {
		const matches = matcherOf(filter);
		const reading = readings.get(organisationId) ?? begin(organisationId);
		const { records, listener } = createQueue(matches, () =>
			leave(organisationId, listener),
		);
		reading.listeners.add(listener);
		try {
			await reading.begun;
		} catch (error) {
			leave(organisationId, listener);
			throw error;
		}
		return records;
	};
}

/** What waits for one listener. By hand and not as a generator, whose `return()` would wait for the next record. */
function createQueue(
	matches: (entry: ChainEntry) => boolean,
	onLeft: () => void,
) {
	const waiting: ChainEntry[] = [];
	let isBehind = false;
	let isDone = false;
	let wake = () => {};
	function listener(entry: ChainEntry): void {
		if (!matches(entry)) return;
		if (waiting.length < maxWaiting) waiting.push(entry);
		else {
			isBehind = true;
			onLeft();
		}
		wake();
	}
	const records: AsyncIterableIterator<AuditRecord> = {
		[Symbol.asyncIterator]() {
			return this;
		},
		async next() {
			while (!isDone) {
				const entry = waiting.shift();
				if (entry) return { done: false, value: recordOf(entry) };
				if (isBehind)
					throw new AppError("AUDIT_LISTENER_BEHIND", { limit: maxWaiting });
				await new Promise<void>((resolve) => {
					wake = resolve;
				});
			}
			return { done: true, value: undefined };
		},
		async return() {
			isDone = true;
			waiting.length = 0;
			onLeft();
			wake();
			return { done: true, value: undefined };
		},
	};
	return { listener, records };
}
