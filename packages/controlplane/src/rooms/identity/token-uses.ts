import type { ApiTokenId } from "@quarterdeck/contract";
import type { Clock } from "@quarterdeck/runtime";
import type { ApiToken, IdentityStore, TokenUse } from "./identity-store.ts";

/** The use of a token is written down at most this often. */
const touchEveryMs = 60_000;
/** Uses are gathered for so long and written in one statement. */
const gatherMs = 2000;

/** Notes when tokens were last used, apart from the requests that use them. Uses that cannot be written down are lost. */
export function createTokenUses(deps: {
	readonly identityStore: Pick<IdentityStore, "touchApiTokens">;
	readonly clock: Clock;
}): (token: ApiToken, at: Date) => void {
	const { identityStore, clock } = deps;
	const noted = new Map<ApiTokenId, number>();
	let waiting: TokenUse[] = [];

	function write(): void {
		const uses = waiting;
		waiting = [];
		for (const [id, atMs] of noted)
			if (clock.now().getTime() - atMs >= touchEveryMs) noted.delete(id);
		// The next use after a minute is written down again: nothing hangs on this one.
		identityStore.touchApiTokens(uses).catch(() => {});
	}
	return (token, at) => {
		const lastMs = Math.max(
			noted.get(token.id) ?? 0,
			token.lastUsedAt?.getTime() ?? 0,
		);
		if (at.getTime() - lastMs < touchEveryMs) return;
		noted.set(token.id, at.getTime());
		waiting.push({ organisationId: token.organisationId, id: token.id, at });
		if (waiting.length === 1) clock.after(gatherMs, write);
	};
}
