import type { IdentityNews, NewsItem } from "./identity-news.ts";

/** Tells at once, without waiting for the transaction. */
export function createFakeIdentityNews(): IdentityNews {
	const listeners = new Set<(item: NewsItem | undefined) => void>();
	return {
		isListening: true,
		async announce(_tx, item) {
			for (const listener of listeners) listener(item);
		},
		follow(listener) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
}
