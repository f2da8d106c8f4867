import type { AppError } from "@quarterdeck/contract";
import type { ReportError } from "@quarterdeck/runtime";
import { httpStatus } from "./to-graphql-error.ts";

/**
 * A failure as the routes beside GraphQL tell it: `{ error: { code, kind, message, ref, facts } }` with the status of its
 * kind. What is ours to mend is INTERNAL with a reference, its cause in the log only.
 */
export function answerError(
	thrown: unknown,
	reportError: ReportError,
): Response {
	const error = reportError(thrown);
	const { code, kind, message, ref, facts } = error;
	return Response.json(
		{ error: { code, kind, message, ref, facts: { ...facts } } },
		{
			status: httpStatus(error),
			headers: { "cache-control": "no-store", ...failureHeaders(error) },
		},
	);
}

/**
 * What a failure says beside its words: when to come again, where it passes by itself and knows when; and that the connection ends,
 * where the rest of a body was left unread, so that nobody sends another request into it.
 */
export function failureHeaders(error: AppError): Record<string, string> {
	const { code, kind, facts } = error;
	if (code === "INPUT_TOO_LARGE" || code === "REQUEST_TOO_SLOW")
		return { connection: "close" };
	return kind === "exceeds-limit" && typeof facts.seconds === "number"
		? { "retry-after": String(Math.max(1, Math.ceil(facts.seconds))) }
		: {};
}
