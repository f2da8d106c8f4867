import type { AppError } from "@quarterdeck/contract";
import type { ReportError } from "@quarterdeck/runtime";

/** What a stranger can cause without end; the rest is limited by address. */
const floods: readonly string[] = [
	"REQUESTS_TOO_MANY",
	"INPUT_INVALID",
	"INPUT_TOO_LARGE",
	"SIGN_IN_PROVIDER_UNKNOWN",
];

/** Reports why a sign-in was refused, with its cause, at a level that operators see: they are asked about it. */
export function reportSignIn(
	reportError: ReportError,
	thrown: unknown,
): AppError {
	const { code } = thrown as { readonly code?: unknown };
	const isFlood = typeof code === "string" && floods.includes(code);
	return reportError(thrown, { refusals: isFlood ? "debug" : "info" });
}
