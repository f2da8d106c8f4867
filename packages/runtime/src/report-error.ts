import { type AppError, asAppError } from "@quarterdeck/contract";
import { describeError } from "./describe-error.ts";
import type { Log } from "./log.ts";
import type { NewId } from "./new-id.ts";

/** Gives a failure its reference and its one log line; the same failure reported twice keeps its first reference. */
export type ReportError = (
	thrown: unknown,
	options?: {
		/** How loudly a refusal is logged; default debug, for most are daily life. */
		readonly refusals?: "debug" | "info";
	},
) => AppError;

/**
 * The level follows the kind: internal failures wake someone, unavailable parts are looked at, the rest is daily life. The line says the
 * cause too, which whoever is refused does not see.
 */
export function createReportError(deps: {
	readonly log: Log;
	readonly newId: NewId;
}): ReportError {
	return (thrown, { refusals = "debug" } = {}) => {
		const error = asAppError(thrown);
		if (error.ref) return error;
		error.ref = deps.newId("error");
		const { ref, code, kind } = error;
		const { email } = error.facts;
		const facts = {
			ref,
			code,
			error: describe(error),
			...(email !== undefined && { email }),
		};
		if (kind === "internal") deps.log.error("an operation failed", facts);
		else if (kind === "unavailable" || kind === "timeout")
			deps.log.warn("an operation failed", facts);
		else deps.log[refusals]("an operation was refused", facts);
		return error;
	};
}

/** Causes of causes that are named at most: a cause may be anything. */
const maxCauses = 5;

/** A stack helps only where the failure is ours to mend. */
function describe(error: AppError): unknown {
	if (error.kind === "internal") return error.cause ?? error;
	const lines = [withoutPeople(error)];
	let { cause } = error;
	while (cause !== undefined && lines.length <= maxCauses) {
		lines.push(`caused by ${describeError(cause)}`);
		cause = cause instanceof Error ? cause.cause : undefined;
	}
	return lines.join("\n  ");
}

/** A message may name a person, whom the log names in its own field and at debug only. */
function withoutPeople({ message, facts }: AppError): string {
	const { email } = facts;
	return typeof email === "string" && email !== ""
		? message.replaceAll(email, "[email]")
		: message;
}
