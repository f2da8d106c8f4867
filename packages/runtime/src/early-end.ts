/** An end that may come while others wait for something. */
export interface EarlyEnd {
	/** Ends all waits, those to come as well. Only the first reason counts. */
	readonly come: (reason: unknown) => void;
	/**
	 * What `awaited` gives, or a rejection with the end's reason when that is there first. Nothing of what was waited for is kept:
	 * `Promise.race` with a promise that outlives it would keep every value of a stream until the stream's end.
	 */
	before<T>(awaited: Promise<T>): Promise<T>;
}

/** An end that has not come. */
export function createEarlyEnd(): EarlyEnd {
	const waiting = new Set<(reason: unknown) => void>();
	let ended: { readonly reason: unknown } | undefined;
	return {
		come(reason) {
			if (ended) return;
			ended = { reason };
			for (const reject of waiting) reject(reason);
			waiting.clear();
		},
		async before<T>(awaited: Promise<T>): Promise<T> {
			const { promise, resolve, reject } = Promise.withResolvers<T>();
			if (ended) reject(ended.reason);
			else waiting.add(reject);
			awaited.then(resolve, reject);
			try {
				return await promise;
			} finally {
				waiting.delete(reject);
			}
		},
	};
}
