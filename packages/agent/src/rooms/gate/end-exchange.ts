import type { IncomingMessage } from "node:http";
import type { ForwardDeps } from "./forward-deps.ts";
import type { OpenLoan } from "./loan.ts";
import { noAnswerSentence } from "./why-no-answer.ts";

/** Adds the one entry that an exchange leaves in the loan's record. */
export function recordExchange(
	loan: OpenLoan,
	{ method = "", url: path = "" }: IncomingMessage,
	{ meter }: Pick<ForwardDeps, "meter">,
	seen: {
		readonly status: number;
		readonly bytes: number;
		readonly notes: readonly (string | undefined)[];
	},
): void {
	const { status, bytes } = seen;
	const notes = seen.notes.filter((part) => part !== undefined);
	loan.record.add(
		{
			method,
			path,
			status,
			bytes,
			...(notes.length > 0 ? { note: notes.join("; ") } : {}),
		},
		false,
	);
	meter.request(status, bytes);
}

/**
 * Logs that the API server did not serve a request: of one loan the first, the second, the fourth and so on, for a plugin may ask a
 * thousand times a second.
 */
export function logUnserved(
	loan: OpenLoan,
	{ log }: Pick<ForwardDeps, "log">,
	facts: { readonly reason?: string; readonly error?: unknown },
): void {
	loan.unserved += 1;
	const { unserved: count, runId } = loan;
	if (Number.isInteger(Math.log2(count)))
		log.warn("the API server did not serve a request", {
			...facts,
			runId,
			count,
		});
}

/** Logs that the API server did not serve a request, tells whoever watches it, and gives the sentence for the client. */
export function reportNoAnswer(
	loan: OpenLoan,
	deps: Pick<ForwardDeps, "log" | "onNoAnswer" | "upstream">,
	why: string,
	error?: unknown,
): string {
	logUnserved(loan, deps, { reason: why, error });
	deps.onNoAnswer();
	const { clusterName } = loan;
	return noAnswerSentence({ clusterName, address: deps.upstream.address }, why);
}
