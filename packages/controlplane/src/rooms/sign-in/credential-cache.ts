import type { Clock } from "@quarterdeck/runtime";
import type { AccountChanges } from "../people/index.ts";

/** Things kept at most; the one that was used longest ago makes room. */
const keptThings = 10_000;
/** Nothing is kept longer than this, should the change that ends it be lost on the way. */
const keptMs = 30_000;

/** What was found a moment ago, so that a request does not wait for the database to know who speaks. */
export interface CredentialCache<K extends string, F> {
	/** What stands behind a key: cached, or read. While changes cannot be heard it is always read. */
	find(key: K): Promise<F | undefined>;
	/** Drops all that is about one of these ids. */
	forget(ids: readonly string[]): void;
}

interface Entry<F> {
	readonly found: F;
	readonly about: readonly string[];
	readonly atMs: number;
}

/** Follows changes as long as the process lives. */
export function createCredentialCache<K extends string, F>(deps: {
	readonly read: (key: K) => Promise<F | undefined>;
	/** Ids of everything that what was found depends on. */
	readonly aboutOf: (found: F, key: K) => readonly string[];
	readonly changes: AccountChanges;
	readonly clock: Clock;
}): CredentialCache<K, F> {
	const { read, aboutOf, changes, clock } = deps;
	const entries = new Map<K, Entry<F>>();
	/** Goes up with every change: what was read while one came in may be older than the change. */
	let heard = 0;

	function forget(ids: readonly string[] | undefined): void {
		heard += 1;
		if (!ids) entries.clear();
		const old = new Set(ids);
		for (const [key, { about }] of entries)
			if (about.some((id) => old.has(id))) entries.delete(key);
	}
	function cached(key: K): F | undefined {
		const entry = entries.get(key);
		if (!entry || !changes.isListening) return undefined;
		if (clock.monotonicMs() - entry.atMs >= keptMs) return undefined;
		entries.delete(key);
		entries.set(key, entry);
		return entry.found;
	}
	function keep(key: K, found: F, atMs: number): void {
		entries.delete(key);
		entries.set(key, { found, about: aboutOf(found, key), atMs });
		const oldest = entries.keys().next().value;
		if (entries.size > keptThings && oldest !== undefined)
			entries.delete(oldest);
	}
	changes.follow((change) =>
		forget(change && [...(change.ended ?? []), ...(change.changed ?? [])]),
	);
	return {
		async find(key) {
			const known = cached(key);
			if (known) return known;
			const [before, atMs] = [heard, clock.monotonicMs()];
			const found = await read(key);
			if (found && before === heard) keep(key, found, atMs);
			return found;
		},
		forget,
	};
}
