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
			headers: { "cache-control": "no-store", ...retryAfter(error) },
		},
	);
}

/** The header of a failure that passes by itself and knows when. */
export function retryAfter({ kind, facts }: AppError): Record<string, string> {
	const { seconds } = facts;
	return kind === "exceeds-limit" && typeof seconds === "number"
		? { "retry-after": String(Math.max(1, Math.ceil(seconds))) }
		: {};
}
