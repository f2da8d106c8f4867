import { type AppError, asAppError } from "@quarterdeck/contract";
import type { Log } from "./log.ts";
import type { NewId } from "./new-id.ts";

/** Gives a failure its reference and its one log line; the same failure reported twice keeps its first reference. */
export type ReportError = (thrown: unknown) => AppError;

/** The level follows the kind: internal failures wake someone, unavailable parts are looked at, the rest is daily life. */
export function createReportError(deps: {
	readonly log: Log;
	readonly newId: NewId;
}): ReportError {
	return (thrown) => {
		const error = asAppError(thrown);
		if (error.ref) return error;
		error.ref = deps.newId("error");
		const facts = {
			ref: error.ref,
			code: error.code,
			error: error.kind === "internal" ? (error.cause ?? error) : error.message,
		};
		if (error.kind === "internal") deps.log.error("an operation failed", facts);
		else if (error.kind === "unavailable" || error.kind === "timeout")
			deps.log.warn("an operation failed", facts);
		else deps.log.debug("an operation was refused", facts);
		return error;
	};
}
