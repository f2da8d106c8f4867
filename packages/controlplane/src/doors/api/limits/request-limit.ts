import { createHash } from "node:crypto";
import { AppError } from "@quarterdeck/contract";
import type { Clock } from "@quarterdeck/runtime";
import { createTokenBuckets, type TokenBuckets } from "@quarterdeck/runtime";
import type { Context } from "hono";
import { networkOf } from "../../../rooms/sign-in/index.ts";
import type { SessionCookie } from "../sign-in/session-cookie.ts";
import type { ClientAddress } from "./client-address.ts";
import { takeAttempt } from "./take-attempt.ts";

/** A page that opens asks for several things at once. */
const burstSeconds = 4;
/** After a start everybody behind one address is new at once. */
const newcomerBurstSeconds = 60;
/** Proofs remembered as good; one that was forgotten is looked up as a newcomer's. */
const maxKnown = 20_000;

/** ask: a query or a download. look: whether one is signed in still, which pages ask now and then with nobody before them. */
type Lane = "ask" | "look";

/**
 * Counts requests by the token or the cookie they bring, before it is looked up. Proofs that were not good a moment ago are counted by
 * their address, so that guessing costs no look-ups without end and does not hold up who is known. Strangers can do nothing there but
 * sign in, which is counted as that.
 */
export interface RequestLimit {
	/** Before anything is read. @throws AppError REQUESTS_TOO_MANY. */
	admit(c: Context, lane: Lane): void;
	/** When it is known whether the proof is good. @throws AppError REQUESTS_TOO_MANY. */
	settle(c: Context, lane: Lane, isGood: boolean): void;
}

export function createRequestLimit(deps: {
	readonly clock: Clock;
	readonly perSecond: number;
	readonly attempts: TokenBuckets;
	readonly addressOf: ClientAddress;
	readonly cookie: SessionCookie;
}): RequestLimit {
	const { perSecond } = deps;
	const own = createTokenBuckets({ ...deps, burst: perSecond * burstSeconds });
	const newcomers = createTokenBuckets({
		...deps,
		burst: perSecond * newcomerBurstSeconds,
	});
	const known = new Set<string>();

	function remember(key: string): void {
		known.delete(key);
		known.add(key);
		const [oldest] = known;
		if (known.size > maxKnown && oldest !== undefined) known.delete(oldest);
	}
	return {
		admit(c, lane) {
			const key = keyOf(c, deps.cookie);
			if (key === undefined) {
				if (lane === "ask") takeAttempt(c, deps);
			} else if (known.has(key))
				take(
					own,
					`${lane} ${key}`,
					`a session or token may send ${perSecond} a second`,
				);
			else
				take(
					newcomers,
					networkOf(deps.addressOf(c)),
					"your address sent too many with tokens that were not known",
				);
		},
		settle(c, lane, isGood) {
			const key = keyOf(c, deps.cookie);
			if (key === undefined) return;
			if (isGood) return remember(key);
			known.delete(key);
			if (lane === "ask") takeAttempt(c, deps);
		},
	};
}

function take(buckets: TokenBuckets, key: string, what: string): void {
	const answer = buckets.take(key);
	if (!answer.ok)
		throw new AppError("REQUESTS_TOO_MANY", {
			what,
			seconds: answer.retrySeconds,
		});
}

/** What stands for the proof a request brings, good or not; undefined without one. Secrets are not kept. */
function keyOf(c: Context, cookie: SessionCookie): string | undefined {
	const proof =
		c.req.header("authorization") ?? cookie.read(c.req.header("cookie"));
	return proof === undefined
		? undefined
		: createHash("sha256").update(proof).digest("base64url");
}
