import { createSortedKeys } from "./sorted-keys.ts";
import type { StoredObject, StoreEvent } from "./stored-object.ts";

/** The objects of one resource with the changes still remembered, so that a past list can be rebuilt. */
export interface ResourceShelf {
	get(key: string): StoredObject | undefined;
	list(prefix: string): StoredObject[];
	/** The list as it was at `resourceVersion`; `undefined` when the changes since are forgotten. */
	listAt(prefix: string, resourceVersion: number): StoredObject[] | undefined;
	/** The changes after `resourceVersion`, oldest first; `undefined` when some are forgotten. */
	changesAfter(resourceVersion: number): StoreEvent[] | undefined;
	/** The newest version of which changes are forgotten. */
	readonly forgottenVersion: number;
	readonly size: number;
	apply(event: StoreEvent): void;
	/** Puts an object where it was before a restart: no change, no history. */
	restore(stored: StoredObject): void;
	/** Forgets all changes up to `resourceVersion`, as compaction does. */
	forget(resourceVersion: number): void;
}

export function createResourceShelf(
	historyLimit: number,
	startVersion: number,
): ResourceShelf {
	const objects = new Map<string, StoredObject>();
	const keys = createSortedKeys();
	let history: StoreEvent[] = [];
	let forgottenVersion = startVersion;

	function list(prefix: string): StoredObject[] {
		return keys
			.startingWith(prefix)
			.map((key) => objects.get(key) as StoredObject);
	}

	function changesAfter(resourceVersion: number): StoreEvent[] | undefined {
		if (resourceVersion < forgottenVersion) return undefined;
		let from = history.length;
		while (from > 0 && at(from - 1).resourceVersion > resourceVersion) from--;
		return history.slice(from);
	}

	function at(index: number): StoreEvent {
		return history[index] as StoreEvent;
	}

	function forget(resourceVersion: number): void {
		let keep = 0;
		while (
			keep < history.length &&
			at(keep).resourceVersion <= resourceVersion
		) {
			forgottenVersion = at(keep).resourceVersion;
			keep++;
		}
		if (keep > 0) history = history.slice(keep);
	}

	return {
		get: (key) => objects.get(key),
		list,
		listAt(prefix, resourceVersion) {
			const changes = changesAfter(resourceVersion);
			if (!changes) return undefined;
			return changes.length === 0
				? list(prefix)
				: rewind(list(prefix), changes, prefix);
		},
		changesAfter,
		get forgottenVersion() {
			return forgottenVersion;
		},
		get size() {
			return objects.size;
		},
		apply(event) {
			const { key } = event.stored;
			if (event.type === "DELETED") {
				objects.delete(key);
				keys.remove(key);
			} else {
				if (!objects.has(key)) keys.add(key);
				objects.set(key, event.stored);
			}
			history.push(event);
			// Dropping in halves keeps the cost of forgetting constant per change.
			if (history.length > historyLimit * 2) {
				forget(at(history.length - historyLimit - 1).resourceVersion);
			}
		},
		restore(stored) {
			if (!objects.has(stored.key)) keys.add(stored.key);
			objects.set(stored.key, stored);
		},
		forget,
	};
}

function rewind(
	now: StoredObject[],
	changes: readonly StoreEvent[],
	prefix: string,
): StoredObject[] {
	const past = new Map(now.map((stored) => [stored.key, stored]));
	for (const change of changes.toReversed()) {
		if (!change.stored.key.startsWith(prefix)) continue;
		if (change.previous) past.set(change.stored.key, change.previous);
		else past.delete(change.stored.key);
	}
	return [...past.values()].sort((left, right) =>
		left.key < right.key ? -1 : 1,
	);
}
