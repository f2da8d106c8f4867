import { AppError } from "@quarterdeck/contract";
import type { Clock } from "@quarterdeck/runtime";
import type { Context } from "hono";
import type { ApiContext } from "../api-context.ts";
import type { ClientAddress } from "./client-address.ts";
import { takeAttempt } from "./take-attempt.ts";
import { createTokenBuckets, type TokenBuckets } from "./token-buckets.ts";

/** A page that opens asks for several things at once. */
const burstSeconds = 4;

/**
 * Counts queries and downloads by the session or token that asks for them. Strangers can do nothing there but sign in, which
 * is counted as that. @returns what counts one; it throws AppError REQUESTS_TOO_MANY.
 */
export function createRequestLimit(deps: {
	readonly clock: Clock;
	readonly perSecond: number;
	readonly attempts: TokenBuckets;
	readonly addressOf: ClientAddress;
}): (c: Context, context: ApiContext) => void {
	const { perSecond } = deps;
	const burst = perSecond * burstSeconds;
	const buckets = createTokenBuckets({ ...deps, burst });
	return (c, context) => {
		const key = proofOf(context);
		if (key === undefined) return takeAttempt(c, deps);
		const answer = buckets.take(key);
		if (!answer.ok)
			throw new AppError("REQUESTS_TOO_MANY", {
				what: `a session or token may send ${perSecond} a second`,
				seconds: answer.retrySeconds,
			});
	};
}

function proofOf(context: ApiContext): string | undefined {
	const { session, machine, signedIn } = context;
	if (session) return session.session.id;
	if (machine) return machine.tokenId;
	return signedIn?.proof.kind === "token" ? signedIn.proof.tokenId : undefined;
}
