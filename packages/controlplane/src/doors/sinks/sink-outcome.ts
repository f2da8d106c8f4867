import type { PostingOutcome } from "../../flows/notices/index.ts";
import type { GuardedAnswer } from "./guarded-request.ts";

/** What a status means: 2xx is taken, a server that is busy or broken is asked again, and anything else will not change by itself. */
export function outcomeOf({
	status,
	retryAfterMs,
}: Pick<GuardedAnswer, "status" | "retryAfterMs">): PostingOutcome {
	if (status >= 200 && status < 300) return { kind: "delivered" };
	// What was answered is not repeated: it may say what is secret.
	const reason = `the server answered ${status}`;
	return status === 408 || status === 429 || status >= 500
		? { kind: "retry", afterMs: retryAfterMs, reason }
		: { kind: "refused", reason };
}
