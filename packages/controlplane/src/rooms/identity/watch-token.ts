import type { ApiTokenId } from "@quarterdeck/contract";
import type { IdentityStore } from "./identity-store.ts";
import type { TokenEndings } from "./token-endings.ts";

/**
 * Follows the endings of tokens for many watchers through one subscription. After news may have been missed every watched
 * token is looked up, so that none outlives its end.
 */
export function createTokenWatch(deps: {
	readonly identityStore: IdentityStore;
	readonly tokenEndings: TokenEndings;
}): (tokenId: ApiTokenId, onEnded: () => void) => () => void {
	const watchers = new Map<ApiTokenId, Set<() => void>>();
	let following = false;

	function end(tokenId: ApiTokenId): void {
		const ended = watchers.get(tokenId);
		watchers.delete(tokenId);
		for (const onEnded of ended ?? []) onEnded();
	}
	async function check(tokenId: ApiTokenId): Promise<void> {
		const found = await deps.identityStore.findApiToken(tokenId);
		if (!found || found.token.endedAt) end(tokenId);
	}
	function onNews(tokenIds: readonly ApiTokenId[] | undefined): void {
		if (tokenIds) for (const tokenId of tokenIds) end(tokenId);
		// A failed look-up leaves the watcher: the next news or the next request finds the ended token.
		else for (const tokenId of watchers.keys()) check(tokenId).catch(() => {});
	}
	return (tokenId, onEnded) => {
		if (!following) deps.tokenEndings.follow(onNews);
		following = true;
		const mine = watchers.get(tokenId) ?? new Set();
		const once = () => onEnded();
		mine.add(once);
		watchers.set(tokenId, mine);
		return () => {
			mine.delete(once);
			if (mine.size === 0 && watchers.get(tokenId) === mine)
				watchers.delete(tokenId);
		};
	};
}
