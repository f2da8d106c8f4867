/*
 * Text that somebody writes and has not handed in. It outlives a reload of its tab and nothing else: it ends with the tab, and
 * with the session it was written in.
 */

/** Text that was made from a version of something. */
export interface Draft {
	readonly base: number;
	readonly text: string;
}

const prefix = "quarterdeck.draft.";

/** Keeps a draft for an organisation. @returns whether there was room for it. */
export function keepDraft(organisation: string, draft: Draft): boolean {
	try {
		sessionStorage.setItem(`${prefix}${organisation}`, JSON.stringify(draft));
		return true;
	} catch {
		return false;
	}
}

/** The draft of an organisation that this tab keeps. */
export function readDraft(organisation: string): Draft | undefined {
	try {
		return draftOf(sessionStorage.getItem(`${prefix}${organisation}`));
	} catch {
		return undefined;
	}
}

/** What was kept as text, as a draft; undefined when it is none. @throws SyntaxError when it is not even JSON. */
export function draftOf(kept: string | null): Draft | undefined {
	const read: unknown = JSON.parse(kept ?? "null");
	if (typeof read !== "object" || read === null) return undefined;
	const { base, text } = read as Partial<Draft>;
	return Number.isSafeInteger(base) && typeof text === "string"
		? { base: base as number, text }
		: undefined;
}

export function dropDraft(organisation: string): void {
	try {
		sessionStorage.removeItem(`${prefix}${organisation}`);
	} catch {
		// A browser that keeps nothing has nothing to drop.
	}
}

/** Forgets every draft, or those of these organisations. */
export function forgetDrafts(organisations?: readonly string[]): void {
	try {
		for (const key of Object.keys(sessionStorage))
			if (
				key.startsWith(prefix) &&
				(organisations?.includes(key.slice(prefix.length)) ?? true)
			)
				sessionStorage.removeItem(key);
	} catch {
		// A browser that keeps nothing has nothing to forget.
	}
}
