/*
 * Filters of lists that somebody saved by name, in this browser: per account, organisation and list. What is saved is what stands in
 * the list's address, and is read like an address: whatever is there, the list takes of it what it knows.
 */

/** A list's filters under a name. */
export interface SavedFilter {
	readonly name: string;
	/** The search parameters of the list's address. */
	readonly search: Readonly<Record<string, string>>;
}

/** Whose filters, and of which list. */
export interface FilterPlace {
	readonly account: string;
	readonly organisation: string;
	readonly list: string;
}

/** Most filters of one list, and most characters of a name. */
export const mostSaved = 30;
export const longestName = 60;

function keyOf({ account, organisation, list }: FilterPlace): string {
	return `quarterdeck.filters.${account}.${organisation}.${list}`;
}

/** The filters that are saved, by name. */
export function readSavedFilters(place: FilterPlace): readonly SavedFilter[] {
	try {
		return savedFiltersOf(localStorage.getItem(keyOf(place)));
	} catch {
		return [];
	}
}

/** Saves these filters instead of what is there. @returns whether the browser kept them. */
export function writeSavedFilters(
	place: FilterPlace,
	filters: readonly SavedFilter[],
): boolean {
	try {
		localStorage.setItem(keyOf(place), JSON.stringify(filters));
		return true;
	} catch {
		return false;
	}
}

/** What was kept as text, as filters; what is none is left out. @throws SyntaxError when it is not even JSON. */
export function savedFiltersOf(kept: string | null): readonly SavedFilter[] {
	const read: unknown = JSON.parse(kept ?? "[]");
	if (!Array.isArray(read)) return [];
	return read.flatMap(filterOf).slice(0, mostSaved);
}

/** These filters with one more; it takes the place of one of the same name. The oldest goes when there are too many. */
export function withFilter(
	filters: readonly SavedFilter[],
	added: SavedFilter,
): readonly SavedFilter[] {
	const others = filters.filter(({ name }) => name !== added.name);
	return [...others, added].slice(-mostSaved);
}

function filterOf(value: unknown): SavedFilter[] {
	if (typeof value !== "object" || value === null) return [];
	const { name, search } = value as Partial<Record<string, unknown>>;
	if (typeof name !== "string" || name === "" || name.length > longestName)
		return [];
	if (typeof search !== "object" || search === null) return [];
	const words = Object.entries(search).filter(
		(entry): entry is [string, string] => typeof entry[1] === "string",
	);
	return [{ name, search: Object.fromEntries(words) }];
}
