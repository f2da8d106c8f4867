import { draftKey } from "./drafts.ts";

/*
 * Where somebody runs commands, by channel. It is kept like a draft: it ends with the tab, and with the session.
 */

interface TargetsPlace {
	readonly account: string;
	readonly organisation: string;
	readonly channel: string;
}

const maxTerms = 50;

function keyOf({ account, channel, organisation }: TargetsPlace): string {
	return draftKey({ account, organisation }, `targets:${channel}`);
}

/** Remembers the targets of a channel; a browser that keeps nothing forgets them. */
export function keepTargets(
	place: TargetsPlace,
	terms: readonly string[],
): void {
	try {
		sessionStorage.setItem(keyOf(place), JSON.stringify(terms));
	} catch {
		// There is no room, or nothing may be kept: they hold until the page is left.
	}
}

/** The remembered targets of a channel; none when what is kept is no such list. */
export function readTargets(place: TargetsPlace): readonly string[] {
	try {
		const read: unknown = JSON.parse(
			sessionStorage.getItem(keyOf(place)) ?? "[]",
		);
		return Array.isArray(read)
			? read.filter((term) => typeof term === "string").slice(0, maxTerms)
			: [];
	} catch {
		return [];
	}
}
