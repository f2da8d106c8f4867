import type { Clock } from "@quarterdeck/runtime";
import type { IdentityNews } from "./identity-news.ts";

/** Things kept at most; the one that was used longest ago makes room. */
const keptThings = 10_000;
/** Nothing is believed longer than this, should news of its end be lost on the way. */
const believeMs = 30_000;

/** What was found a moment ago, so that a request does not wait for the database to know who speaks. */
export interface CredentialMemory<K extends string, F> {
	/** What stands behind a key: remembered, or read. While news cannot be heard it is always read. */
	find(key: K): Promise<F | undefined>;
	/** Drops all that is about one of these ids. */
	forget(ids: readonly string[]): void;
}

interface Entry<F> {
	readonly found: F;
	readonly about: readonly string[];
	readonly atMs: number;
}

/** Follows the news as long as the process lives. */
export function createCredentialMemory<K extends string, F>(deps: {
	readonly read: (key: K) => Promise<F | undefined>;
	/** Ids of everything that what was found depends on. */
	readonly aboutOf: (found: F, key: K) => readonly string[];
	readonly news: IdentityNews;
	readonly clock: Clock;
}): CredentialMemory<K, F> {
	const { read, aboutOf, news, clock } = deps;
	const entries = new Map<K, Entry<F>>();
	/** Goes up with all news: what was read while news came in may be older than the news. */
	let heard = 0;

	function forget(ids: readonly string[] | undefined): void {
		heard += 1;
		if (!ids) entries.clear();
		const old = new Set(ids);
		for (const [key, { about }] of entries)
			if (about.some((id) => old.has(id))) entries.delete(key);
	}
	function remembered(key: K): F | undefined {
		const entry = entries.get(key);
		if (!entry || !news.isListening) return undefined;
		if (clock.monotonicMs() - entry.atMs >= believeMs) return undefined;
		entries.delete(key);
		entries.set(key, entry);
		return entry.found;
	}
	function remember(key: K, found: F, atMs: number): void {
		entries.delete(key);
		entries.set(key, { found, about: aboutOf(found, key), atMs });
		const oldest = entries.keys().next().value;
		if (entries.size > keptThings && oldest !== undefined)
			entries.delete(oldest);
	}
	news.follow((item) => forget(item?.ids));
	return {
		async find(key) {
			const known = remembered(key);
			if (known) return known;
			const [before, atMs] = [heard, clock.monotonicMs()];
			const found = await read(key);
			if (found && before === heard) remember(key, found, atMs);
			return found;
		},
		forget,
	};
}
