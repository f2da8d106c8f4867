import type { Clock } from "./clock.ts";

/** What the limit says to one more request: welcome, or how long to wait. */
export type LimitAnswer =
	| { readonly ok: true }
	| { readonly ok: false; readonly retrySeconds: number };

/** Requests by whoever makes them. */
export interface TokenBuckets {
	take(key: string): LimitAnswer;
}

interface Bucket {
	tokens: number;
	filledAtMs: number;
}

/** Keys remembered, unless it is said. */
const usualMaxKeys = 20_000;

/**
 * For each key `burst` requests at once and `perSecond` lastingly. Memory is bounded: the key that was quiet for longest is
 * forgotten when there are too many, which forgives it.
 */
export function createTokenBuckets(deps: {
	readonly clock: Clock;
	readonly perSecond: number;
	readonly burst: number;
	/** Keys remembered at most. */
	readonly maxKeys?: number;
}): TokenBuckets {
	const { clock, perSecond, burst, maxKeys = usualMaxKeys } = deps;
	const buckets = new Map<string, Bucket>();
	return {
		take(key) {
			const nowMs = clock.monotonicMs();
			const bucket = buckets.get(key) ?? { tokens: burst, filledAtMs: nowMs };
			const gained = ((nowMs - bucket.filledAtMs) / 1000) * perSecond;
			bucket.tokens = Math.min(burst, bucket.tokens + gained);
			bucket.filledAtMs = nowMs;
			// The map keeps the order in which keys were used last.
			buckets.delete(key);
			buckets.set(key, bucket);
			const quietest = buckets.keys().next().value;
			if (buckets.size > maxKeys && quietest !== undefined)
				buckets.delete(quietest);
			if (bucket.tokens < 1)
				return {
					ok: false,
					retrySeconds: Math.max(1, Math.ceil((1 - bucket.tokens) / perSecond)),
				};
			bucket.tokens -= 1;
			return { ok: true };
		},
	};
}
