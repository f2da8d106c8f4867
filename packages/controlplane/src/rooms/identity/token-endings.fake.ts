import type { ApiTokenId } from "@quarterdeck/contract";
import type { TokenEndings } from "./token-endings.ts";

/** Tells at once, without waiting for the transaction. */
export function createFakeTokenEndings(): TokenEndings {
	const listeners = new Set<
		(tokenIds: readonly ApiTokenId[] | undefined) => void
	>();
	return {
		isListening: true,
		async announce(_tx, tokenIds) {
			for (const listener of listeners) listener(tokenIds);
		},
		follow(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}
