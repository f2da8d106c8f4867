import type { Session } from "./session.ts";

/** What of a session is over, and must neither be shown nor kept any more. */
export type SessionEnd =
	| { readonly kind: "everything" }
	| { readonly kind: "organisations"; readonly ids: readonly string[] };

/**
 * What ended between two answers to the question who is signed in. Another account in the same browser ends everything that
 * was seen of the first one.
 */
export function findSessionEnd(
	before: Session | undefined,
	after: Session | undefined,
): SessionEnd | undefined {
	if (!before?.signedIn || !after) return undefined;
	if (!after.signedIn || after.account?.id !== before.account?.id)
		return { kind: "everything" };
	const left = new Set(after.organisations.map(({ id }) => id));
	const ids = before.organisations
		.map(({ id }) => id)
		.filter((id) => !left.has(id));
	return ids.length > 0 ? { kind: "organisations", ids } : undefined;
}
