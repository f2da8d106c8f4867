import type { Command } from "./documents.ts";
import { createEntry, type Entry, mergeRecord } from "./entry.ts";
import { type TopicSignals, topics } from "./topic-signals.ts";

/** The commands one page holds, in the order they began; the oldest go when there are too many. */
export interface CommandIndex {
	readonly entries: ReadonlyMap<string, Entry>;
	/** Commands that are no reply, oldest first. The array is a new one when it changed. */
	readonly roots: readonly string[];
	replies(root: string): readonly string[];
	/** Older commands were let go. */
	readonly isFull: boolean;
	/** Takes a record in. @returns whether the command was there already. */
	take(command: Command): boolean;
	/** A place for a command nobody has told of yet. */
	reserve(id: string): Entry;
	/** @returns characters of output that are held no longer. */
	letGo(): number;
	clear(): void;
}

export function createCommandIndex(
	signals: TopicSignals,
	max: number,
): CommandIndex {
	const entries = new Map<string, Entry>();
	const threads = new Map<string, readonly string[]>();
	let roots: readonly string[] = [];
	let isFull = false;

	function reserve(id: string): Entry {
		const entry = entries.get(id) ?? createEntry(id);
		entries.set(id, entry);
		return entry;
	}
	function list(entry: Entry, thread: string | null): void {
		if (thread) {
			threads.set(thread, placed(threads.get(thread) ?? [], entry, entries));
			signals.touch(topics.replies(thread));
			signals.touch(topics.command(thread));
		} else {
			roots = placed(roots, entry, entries);
			signals.touch(topics.roots);
		}
	}
	function remove(id: string): number {
		let freed = 0;
		for (const gone of [id, ...(threads.get(id) ?? [])]) {
			freed += entries.get(gone)?.held ?? 0;
			entries.delete(gone);
		}
		threads.delete(id);
		roots = roots.filter((one) => one !== id);
		signals.touch(topics.roots);
		return freed;
	}
	return {
		entries,
		get roots() {
			return roots;
		},
		replies: (root) => threads.get(root) ?? none,
		get isFull() {
			return isFull;
		},
		take(command) {
			const entry = reserve(command.id);
			const wasThere = entry.record !== undefined;
			if (mergeRecord(entry, command)) {
				signals.touch(topics.command(command.id));
				for (const { cluster } of command.runs)
					signals.touch(topics.output(command.id, cluster));
			}
			if (!wasThere) list(entry, command.thread);
			return wasThere;
		},
		reserve,
		letGo() {
			let freed = 0;
			while (entries.size > max) {
				const id = roots.length > 1 ? roots[0] : entries.keys().next().value;
				if (id === undefined) break;
				isFull = true;
				freed += remove(id);
			}
			return freed;
		},
		clear() {
			entries.clear();
			threads.clear();
			roots = [];
			isFull = false;
			signals.touch(topics.roots);
		},
	};
}

const none: readonly string[] = [];

/** In the order they began; who made an id may have a clock of their own, so ids only break ties. */
function placed(
	ids: readonly string[],
	entry: Entry,
	entries: ReadonlyMap<string, Entry>,
): readonly string[] {
	const key = sortKey(entry);
	let at = ids.length;
	while (at > 0 && sortKey(entries.get(ids[at - 1] ?? "")) > key) at -= 1;
	return ids.toSpliced(at, 0, entry.id);
}

function sortKey(entry: Entry | undefined): string {
	return `${entry?.record?.startedAt ?? ""} ${entry?.id ?? ""}`;
}
