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
	const { code, kind, message, ref, facts } = reportError(thrown);
	const seconds = facts.seconds;
	return Response.json(
		{ error: { code, kind, message, ref, facts: { ...facts } } },
		{
			status: httpStatus(kind),
			headers: {
				"cache-control": "no-store",
				...(kind === "exceeds-limit" && typeof seconds === "number"
					? { "retry-after": String(Math.max(1, Math.ceil(seconds))) }
					: {}),
			},
		},
	);
}
