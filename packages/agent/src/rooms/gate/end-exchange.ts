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

/** Logs that the API server did not serve a request, tells whoever watches it, and gives the sentence for the client. */
export function reportNoAnswer(
	{ clusterName }: OpenLoan,
	deps: Pick<ForwardDeps, "log" | "onNoAnswer" | "upstream">,
	why: string,
	error?: unknown,
): string {
	deps.log.warn("the API server did not serve a request", {
		reason: why,
		error,
	});
	deps.onNoAnswer();
	return noAnswerSentence({ clusterName, address: deps.upstream.address }, why);
}
