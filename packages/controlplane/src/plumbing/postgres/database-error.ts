import { AppError } from "@quarterdeck/contract";

/** Serialization failure, deadlock: the same work done again will most likely pass. */
const repeatable = new Set(["40001", "40P01"]);

/** Shutting down, starting up, too many connections, and the connection class 08. */
const unavailable = new Set([
	"57P01",
	"57P02",
	"57P03",
	"53300",
	"57014",
	"55P03",
]);
const unavailableSystem = new Set([
	"ECONNREFUSED",
	"ECONNRESET",
	"ENOENT",
	"EPIPE",
	"ETIMEDOUT",
	"ENOTFOUND",
	"EAI_AGAIN",
	"EHOSTUNREACH",
]);

/** Whether a transaction that failed so is to be run again. */
export function isWorthRepeating(error: unknown): boolean {
	return repeatable.has(codeOf(error));
}

/** DATABASE_UNAVAILABLE for what the database or the way to it caused; anything else as it is. */
export function asDatabaseError(error: unknown): Error {
	if (error instanceof AppError) return error;
	if (!(error instanceof Error)) return new Error(String(error));
	const code = codeOf(error);
	const gone =
		unavailable.has(code) ||
		unavailableSystem.has(code) ||
		repeatable.has(code) ||
		code.startsWith("08") ||
		/connection terminated|timeout exceeded when trying to connect|driver has already been destroyed|cannot use a pool after calling end|client has encountered a connection error/i.test(
			error.message,
		);
	return gone
		? new AppError(
				"DATABASE_UNAVAILABLE",
				{ reason: code ? `${error.message} (${code})` : error.message },
				{ cause: error },
			)
		: error;
}

function codeOf(error: unknown): string {
	return error instanceof Error &&
		"code" in error &&
		typeof error.code === "string"
		? error.code
		: "";
}
