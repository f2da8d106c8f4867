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

/** Whose draft it is, and where. */
export interface DraftPlace {
	readonly account: string;
	readonly organisation: string;
}

function keyOf({ account, organisation }: DraftPlace): string {
	return `${prefix}${account}.${organisation}`;
}

/** Where something else is kept that ends with the drafts of its account and organisation. */
export function draftKey(place: DraftPlace, what: string): string {
	return `${prefix}${place.account}.${what}.${place.organisation}`;
}

/** Keeps a draft of an account in an organisation. @returns whether there was room for it. */
export function keepDraft(place: DraftPlace, draft: Draft): boolean {
	try {
		sessionStorage.setItem(keyOf(place), JSON.stringify(draft));
		return true;
	} catch {
		return false;
	}
}

/** The draft of an account in an organisation that this tab keeps. */
export function readDraft(place: DraftPlace): Draft | undefined {
	try {
		return draftOf(sessionStorage.getItem(keyOf(place)));
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

export function dropDraft(place: DraftPlace): void {
	try {
		sessionStorage.removeItem(keyOf(place));
	} catch {
		// A browser that keeps nothing has nothing to drop.
	}
}

/** Forgets every draft, or those in these organisations. */
export function forgetDrafts(organisations?: readonly string[]): void {
	forget((key) => organisations?.some((id) => key.endsWith(`.${id}`)) ?? true);
}

/** Forgets the drafts of every account but this one; of all when it is nobody. */
export function forgetDraftsOfOthers(account: string | null): void {
	forget((key) => account === null || !key.startsWith(`${prefix}${account}.`));
}

function forget(isOver: (key: string) => boolean): void {
	try {
		for (const key of Object.keys(sessionStorage))
			if (key.startsWith(prefix) && isOver(key)) sessionStorage.removeItem(key);
	} catch {
		// A browser that keeps nothing has nothing to forget.
	}
}
