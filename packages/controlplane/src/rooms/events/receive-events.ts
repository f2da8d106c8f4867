import {
	AppError,
	type EventBatch,
	type EventsCommitted,
	newEvents,
} from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { EventMark, StoredEvent } from "./event-store.ts";
import type { EventSource } from "./events.ts";
import type { EventsDeps } from "./events-deps.ts";

/** How long an agent waits that has reached a bound: what frees room runs about as often. */
const waitSeconds = 60;

/**
 * Commits what the batch adds to its epoch, with the fact that it came, and answers with the highest number that is committed. A
 * batch that was committed before adds nothing, and neither does one that leaves out what is not committed yet.
 * @throws AppError REQUESTS_TOO_MANY when the agent keeps too many events or begins too many epochs; nothing is changed then.
 */
export async function receiveEvents(
	deps: EventsDeps,
	from: EventSource,
	batch: EventBatch,
): Promise<EventsCommitted> {
	try {
		const done = await deps.transact((tx) => commit(deps, tx, from, batch));
		deps.meter.received(done.added, done.dropped);
		return { committed: done.committed };
	} catch (error) {
		if (error instanceof AppError && error.code === "REQUESTS_TOO_MANY")
			deps.meter.refused();
		throw error;
	}
}

async function commit(
	deps: EventsDeps,
	tx: Transaction,
	from: EventSource,
	batch: EventBatch,
): Promise<{ committed: number; added: number; dropped: number }> {
	const { eventStore, outbox, clock } = deps;
	const { epoch } = batch;
	const at = clock.now();
	const marks = await eventStore.lockMarks(tx, from, epoch, at);
	const mark = marks.find((known) => known.epoch === epoch);
	if (!mark) throw new Error("the mark of the epoch was made and is gone");
	limitEpochs(deps, tx, from, { marks, mark, at });
	const { events, committed } = newEvents(batch, mark.committed);
	const [first] = events;
	if (first === undefined) return { committed, added: 0, dropped: 0 };
	const stored = events.map(toStored);
	limitKept(deps, marks, stored);
	// An older copy of a batch says less than what is known.
	const dropped = Math.max(mark.dropped, batch.dropped);
	eventStore.add(tx, from, { epoch, events: stored, committed, dropped, at });
	outbox.put(tx, {
		kind: "agent.events.v1",
		...from,
		epoch,
		first: first.number,
		last: committed,
	});
	return { committed, added: events.length, dropped: dropped - mark.dropped };
}

/** Makes room for an epoch that is new, or refuses it. */
function limitEpochs(
	{ eventStore, settings }: EventsDeps,
	tx: Transaction,
	from: EventSource,
	known: {
		readonly marks: readonly EventMark[];
		readonly mark: EventMark;
		readonly at: Date;
	},
): void {
	if (known.marks.length <= settings.maxEpochs) return;
	const [longestUnused] = known.marks
		.filter((mark) => mark !== known.mark)
		.toSorted((a, b) => a.usedAt.getTime() - b.usedAt.getTime());
	if (!longestUnused) return;
	const unusedMs = known.at.getTime() - longestUnused.usedAt.getTime();
	if (unusedMs < settings.restSeconds * 1000)
		throw tooMany("new epochs of events of one agent");
	eventStore.forget(tx, from, longestUnused.epoch);
}

function limitKept(
	{ settings }: EventsDeps,
	marks: readonly EventMark[],
	added: readonly StoredEvent[],
): void {
	const kept = marks.reduce((sum, mark) => sum + mark.kept, added.length);
	const bytes =
		marks.reduce((sum, mark) => sum + mark.keptBytes, 0) +
		added.reduce((sum, { data }) => sum + Buffer.byteLength(data), 0);
	if (kept > settings.maxKept || bytes > settings.maxKeptBytes)
		throw tooMany("kept events of one agent");
}

function tooMany(what: string): AppError {
	return new AppError("REQUESTS_TOO_MANY", { what, seconds: waitSeconds });
}

function toStored({
	number,
	at,
	source,
	kind,
	data,
}: EventBatch["events"][number]): StoredEvent {
	return {
		number,
		happenedAt: new Date(at),
		source,
		kind,
		data: JSON.stringify(data),
	};
}
