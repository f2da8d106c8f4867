import type { ErrorCode, ErrorKind } from "@quarterdeck/contract";

/** What the exit code of `qd` says. A single cluster's own exit code is passed on by `qd run`. */
export const exitCodes = {
	done: 0,
	/** It ran and did not succeed, in at least one cluster. */
	failed: 1,
	/** The words were not understood; nothing was done. */
	usage: 2,
	/** The control plane could not be reached or did not know us. */
	unreachable: 3,
	/** It succeeded, but only the beginning of its output was printed; the rest is kept. */
	shortened: 4,
	/** It succeeded, but its output was not kept whole: what is missing is lost. */
	incomplete: 5,
	/** Nothing was run: it may not be done, or not now. */
	refused: 6,
	/** No cluster that was asked answered. */
	silent: 7,
	/** Stopped by Ctrl-C. */
	interrupted: 130,
} as const;

/** By kind: what was wrong with the words, with who asked, and everything else. */
const codeOfKind: Partial<Record<ErrorKind, number>> = {
	invalid: exitCodes.usage,
	unauthenticated: exitCodes.unreachable,
	forbidden: exitCodes.refused,
};

/** Words of the command line that mean nothing, although what they name could have been there. */
const usageCodes: readonly string[] = [
	"COMMAND_UNKNOWN",
	"COMMAND_NOT_BOUND",
] satisfies ErrorCode[];

/** The exit code that tells a failure of the product, by its kind. */
export function exitCodeOfError(error: {
	readonly code?: string | undefined;
	readonly kind?: unknown;
}): number {
	if (error.code !== undefined && usageCodes.includes(error.code))
		return exitCodes.usage;
	return codeOfKind[error.kind as ErrorKind] ?? exitCodes.failed;
}
