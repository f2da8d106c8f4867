/** A place among what was said; -1 is what is being written now, which is kept in `draft`. */
export interface HistoryPlace {
	readonly at: number;
	readonly draft: string;
}

export const atDraft: HistoryPlace = { at: -1, draft: "" };

/** One step back (1) or forth (-1) among what was said, newest first. Undefined when there is nothing that way. */
export function stepInHistory(
	said: readonly string[],
	place: HistoryPlace,
	text: string,
	step: 1 | -1,
): { readonly place: HistoryPlace; readonly text: string } | undefined {
	const draft = place.at === -1 ? text : place.draft;
	const at = place.at + step;
	if (at < -1) return undefined;
	if (at === -1) return { place: atDraft, text: draft };
	const found = said[at];
	if (found === undefined) return undefined;
	return { place: { at, draft }, text: found };
}
