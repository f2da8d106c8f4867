import type { ApiTokenId, PersonId } from "@quarterdeck/contract";
import type { Clock } from "@quarterdeck/runtime";
import type { FoundToken, IdentityStore } from "./identity-store.ts";
import type { TokenEndings } from "./token-endings.ts";

/** Tokens kept at most; the one that was used longest ago makes room. */
const keptTokens = 10_000;
/** No token is believed longer than this, should news of its end be lost on the way. */
const believeMs = 30_000;

/** Tokens that were used a moment ago, so that a request does not wait for the database to know who speaks. */
export interface TokenMemory {
	/** The token behind an id: remembered, or read. While news of endings cannot be heard it is always read. */
	find(id: ApiTokenId): Promise<FoundToken | undefined>;
	forget(id: ApiTokenId): void;
	forgetOf(personId: PersonId): void;
}

interface Entry {
	readonly found: FoundToken;
	readonly atMs: number;
}

/** Follows the endings of tokens as long as the process lives. */
export function createTokenMemory(deps: {
	readonly identityStore: Pick<IdentityStore, "findApiToken">;
	readonly tokenEndings: TokenEndings;
	readonly clock: Clock;
}): TokenMemory {
	const { identityStore, tokenEndings, clock } = deps;
	const entries = new Map<ApiTokenId, Entry>();
	/** Goes up with all news: what was read while news came in may be older than the news. */
	let news = 0;

	function drop(ids: Iterable<ApiTokenId>): void {
		news += 1;
		for (const id of ids) entries.delete(id);
	}
	function remembered(id: ApiTokenId): FoundToken | undefined {
		const entry = entries.get(id);
		if (!entry || !tokenEndings.isListening) return undefined;
		if (clock.monotonicMs() - entry.atMs >= believeMs) return undefined;
		entries.delete(id);
		entries.set(id, entry);
		return entry.found;
	}
	function remember(id: ApiTokenId, found: FoundToken, atMs: number): void {
		entries.delete(id);
		entries.set(id, { found, atMs });
		const oldest = entries.keys().next().value;
		if (entries.size > keptTokens && oldest !== undefined)
			entries.delete(oldest);
	}
	tokenEndings.follow((ended) => drop(ended ?? [...entries.keys()]));
	return {
		async find(id) {
			const known = remembered(id);
			if (known) return known;
			const [heard, atMs] = [news, clock.monotonicMs()];
			const found = await identityStore.findApiToken(id);
			if (found && heard === news) remember(id, found, atMs);
			return found;
		},
		forget: (id) => drop([id]),
		forgetOf(personId) {
			drop(
				[...entries]
					.filter(([, { found }]) => found.person.id === personId)
					.map(([id]) => id),
			);
		},
	};
}
