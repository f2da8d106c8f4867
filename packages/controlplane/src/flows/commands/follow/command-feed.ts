import type { Clock } from "@quarterdeck/runtime";
import type { CommandKey } from "../../../rooms/commands/index.ts";
import type { CommandEvent } from "./command-event.ts";

/** An event before it is numbered. */
export type NewEvent = Omit<CommandEvent, "seq" | "commandId" | "at">;

/** The events of one command while it runs, for whoever listens, however late they come. */
export interface CommandFeed {
	/**
	 * Publishes an event to all listeners. False when it was output and there is no room for it, or after `command-ended`: it was not
	 * published then.
	 */
	publish(event: NewEvent): boolean;
	/** The event after the one with this number, when there is one already. */
	after(seq: number): CommandEvent | undefined;
	/** Every event with a number above `after`, then new ones, until `command-ended`. Ends at once on `return()`. */
	follow(after: number): AsyncIterableIterator<CommandEvent>;
}

/** The feeds of the commands this process runs, and of those it ran lately. Bounded in bytes and in number. */
export interface CommandFeeds {
	open(key: CommandKey): CommandFeed;
	find(key: CommandKey): CommandFeed | undefined;
}

/** What an event costs beside its text. */
const eventBytes = 200;

interface Entry {
	readonly key: CommandKey;
	readonly events: CommandEvent[];
	readonly listeners: Set<() => void>;
	bytes: number;
	endedAtMs: number | undefined;
}

/** Feeds within `maxBytes` in all; an ended feed is kept for `keepSeconds` unless its room is needed before. */
export function createCommandFeeds(deps: {
	readonly clock: Clock;
	readonly maxBytes: number;
	readonly keepSeconds: number;
}): CommandFeeds {
	const { clock, maxBytes, keepSeconds } = deps;
	const entries = new Map<string, Entry>();
	let totalBytes = 0;

	function forget(entry: Entry): void {
		const key = textOf(entry.key);
		if (entries.get(key) === entry) entries.delete(key);
		totalBytes -= entry.bytes;
		entry.bytes = 0;
	}
	function makeRoom(bytes: number): boolean {
		const old = clock.monotonicMs() - keepSeconds * 1000;
		for (const entry of entries.values()) {
			if (entry.endedAtMs === undefined) continue;
			if (entry.endedAtMs < old || totalBytes + bytes > maxBytes) forget(entry);
		}
		return totalBytes + bytes <= maxBytes;
	}
	function publish(entry: Entry, event: NewEvent): boolean {
		if (entry.endedAtMs !== undefined) return false;
		const isOutput = event.kind === "stdout" || event.kind === "stderr";
		const bytes = eventBytes + 2 * (event.text?.length ?? 0);
		if (!makeRoom(bytes) && isOutput) return false;
		entry.bytes += bytes;
		totalBytes += bytes;
		entry.events.push({
			...event,
			seq: entry.events.length + 1,
			commandId: entry.key.commandId,
			at: clock.now(),
		});
		if (event.kind === "command-ended") entry.endedAtMs = clock.monotonicMs();
		for (const wake of [...entry.listeners]) wake();
		return true;
	}
	function feedOf(entry: Entry): CommandFeed {
		return {
			publish: (event) => publish(entry, event),
			after: (seq) => entry.events[seq],
			follow: (after) => followEvents(entry, after),
		};
	}
	return {
		open(key) {
			const entry: Entry = {
				key,
				events: [],
				listeners: new Set(),
				bytes: 0,
				endedAtMs: undefined,
			};
			entries.set(textOf(key), entry);
			return feedOf(entry);
		},
		find(key) {
			const entry = entries.get(textOf(key));
			return entry && feedOf(entry);
		},
	};
}

function textOf({ organisationId, commandId }: CommandKey): string {
	return `${organisationId} ${commandId}`;
}

/** By hand and not as a generator: a generator's `return()` would wait for the next event, and so would a client's leaving. */
function followEvents(
	entry: Pick<Entry, "events" | "listeners">,
	after: number,
): AsyncIterableIterator<CommandEvent> {
	let next = Math.max(0, Math.floor(after));
	let isDone = false;
	let wake = () => {};

	function take(): IteratorResult<CommandEvent> | undefined {
		const event = isDone ? undefined : entry.events[next];
		const isOver = entry.events.at(-1)?.kind === "command-ended";
		if (isDone || (!event && isOver)) {
			isDone = true;
			return { done: true, value: undefined };
		}
		if (!event) return undefined;
		next += 1;
		return { done: false, value: event };
	}
	return {
		[Symbol.asyncIterator]() {
			return this;
		},
		async next() {
			for (;;) {
				const result = take();
				if (result) return result;
				await new Promise<void>((resolve) => {
					wake = resolve;
					entry.listeners.add(resolve);
				});
				entry.listeners.delete(wake);
			}
		},
		async return() {
			isDone = true;
			wake();
			return { done: true, value: undefined };
		},
	};
}
