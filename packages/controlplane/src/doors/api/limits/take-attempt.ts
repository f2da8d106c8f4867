import { AppError } from "@quarterdeck/contract";
import type { TokenBuckets } from "@quarterdeck/runtime";
import type { Context } from "hono";
import { networkOf } from "../../../rooms/sign-in/index.ts";
import type { ClientAddress } from "./client-address.ts";

/** Counts an attempt to sign in by its address. @throws AppError REQUESTS_TOO_MANY. */
export function takeAttempt(
	c: Context,
	deps: { readonly attempts: TokenBuckets; readonly addressOf: ClientAddress },
): void {
	const answer = deps.attempts.take(networkOf(deps.addressOf(c)));
	if (!answer.ok)
		throw new AppError("REQUESTS_TOO_MANY", {
			what: "too many sign-ins from your address",
			seconds: answer.retrySeconds,
		});
}
