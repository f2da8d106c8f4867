import { type ApiContext, requireSignedIn } from "./api-context.ts";
import { notSignedIn } from "./to-graphql-error.ts";

/**
 * Passes events on while the token of the request is valid. When it is ended, on whichever replica, the stream ends with
 * NOT_SIGNED_IN, so that a client does not take it for the end of the story.
 */
export function whileSignedIn<T>(
	context: ApiContext,
	events: AsyncIterableIterator<T>,
): AsyncIterableIterator<T> {
	const { tokenId } = requireSignedIn(context);
	const ended = Promise.withResolvers<never>();
	// Awaited only while a value is awaited: without this a revocation in between would go uncaught.
	ended.promise.catch(() => {});
	const unwatch = context.deps.identity.watchToken(tokenId, () =>
		ended.reject(notSignedIn()),
	);

	async function leave(): Promise<void> {
		unwatch();
		await events.return?.();
	}
	return {
		[Symbol.asyncIterator]() {
			return this;
		},
		async next() {
			try {
				const result = await Promise.race([ended.promise, events.next()]);
				if (result.done) unwatch();
				return result;
			} catch (error) {
				await leave();
				throw error;
			}
		},
		async return() {
			await leave();
			return { done: true, value: undefined };
		},
	};
}
