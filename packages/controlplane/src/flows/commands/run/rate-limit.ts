import type { Clock } from "@quarterdeck/runtime";

/** What the limit says to one more command: welcome, or how long to wait. */
export type RateAnswer =
	| { readonly ok: true }
	| { readonly ok: false; readonly retrySeconds: number };

/** Counts commands per cluster, so that a loop in a chat cannot flood a cluster's API server. */
export interface RateLimit {
	readonly perSecond: number;
	/** Takes one place for this key when there is one. */
	take(key: string): RateAnswer;
}

interface Bucket {
	tokens: number;
	filledAtMs: number;
}

/**
 * A token bucket per key: `perSecond` a second, and as many at once after a second of rest (Botkube Cloud's 20: docs/architecture/botkube-compatibility.md#cloud).
 * Full buckets are forgotten, so memory follows the keys in use and not those ever seen.
 */
export function createRateLimit(deps: {
	readonly clock: Clock;
	readonly perSecond: number;
}): RateLimit {
	const { clock, perSecond } = deps;
	const buckets = new Map<string, Bucket>();

	function forgetFull(nowMs: number): void {
		for (const [key, bucket] of buckets)
			if (nowMs - bucket.filledAtMs >= 1000) buckets.delete(key);
	}
	function refill(bucket: Bucket, nowMs: number): void {
		const gained = ((nowMs - bucket.filledAtMs) / 1000) * perSecond;
		bucket.tokens = Math.min(perSecond, bucket.tokens + gained);
		bucket.filledAtMs = nowMs;
	}
	return {
		perSecond,
		take(key) {
			const nowMs = clock.monotonicMs();
			if (buckets.size >= 1000) forgetFull(nowMs);
			const bucket = buckets.get(key) ?? {
				tokens: perSecond,
				filledAtMs: nowMs,
			};
			buckets.set(key, bucket);
			refill(bucket, nowMs);
			if (bucket.tokens >= 1) {
				bucket.tokens -= 1;
				return { ok: true };
			}
			const waitSeconds = (1 - bucket.tokens) / perSecond;
			return { ok: false, retrySeconds: Math.max(1, Math.ceil(waitSeconds)) };
		},
	};
}
