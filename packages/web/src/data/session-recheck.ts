import type { ApiFailure } from "./api-failure.ts";

/*
 * Whoever hears from the control plane that the session, or the membership, is not what the page takes it for, says so here;
 * whoever shows the session asks anew who is signed in. The answer to that, and no error code, decides what is shown.
 */

const doubtfulCodes = [
	"ORGANISATION_UNKNOWN",
	"ORGANISATION_NONE",
	"REQUEST_FOREIGN",
];
const listeners = new Set<() => void>();

/** Says that this failure may mean the end of the session or of the membership; others are passed over. */
export function recheckSession({ failure }: ApiFailure): void {
	if (
		failure.kind !== "unauthenticated" &&
		!doubtfulCodes.includes(failure.code)
	)
		return;
	for (const listener of listeners) listener();
}

/** Calls `listener` at every doubt. @returns what stops it. */
export function onSessionRecheck(listener: () => void): () => void {
	listeners.add(listener);
	return () => listeners.delete(listener);
}
