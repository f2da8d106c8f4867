import { AppError } from "@quarterdeck/contract";
import { serverCause } from "./server-causes.ts";

/** Serialization failure, deadlock: the same work done again will most likely pass. */
const repeatable = new Set(["40001", "40P01"]);

/** What the driver says without a code. */
const driverCauses =
	/connection terminated|timeout exceeded when trying to connect|driver has already been destroyed|cannot use a pool after calling end|client has encountered a connection error|none of the hosts/i;

/** Whether a transaction that failed so is to be run again. */
export function isWorthRepeating(error: unknown): boolean {
	return repeatable.has(codeOf(error));
}

/** DATABASE_UNAVAILABLE for what the database or the way to it caused; anything else as it is. */
export function asDatabaseError(error: unknown): Error {
	if (error instanceof AppError) return error;
	if (!(error instanceof Error)) return new Error(String(error));
	const code = codeOf(error);
	const cause =
		serverCause(code) ??
		(repeatable.has(code) || driverCauses.test(error.message)
			? error.message
			: undefined);
	return cause === undefined
		? error
		: new AppError(
				"DATABASE_UNAVAILABLE",
				{ reason: code ? `${cause} (${code})` : cause },
				{ cause: error },
			);
}

function codeOf(error: unknown): string {
	return error instanceof Error &&
		"code" in error &&
		typeof error.code === "string"
		? error.code
		: "";
}
