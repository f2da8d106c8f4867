/** What the address of the page asks for. */
export interface PeopleSearch {
	/** Part of a name or an email. */
	readonly search?: string | undefined;
}

const maxLength = 200;

/** Reads the address, whatever stands in it: the router takes `?search=7` for a number. */
export function readPeopleSearch(
	given: Readonly<Record<string, unknown>>,
): PeopleSearch {
	const { search } = given;
	return typeof search === "string" || typeof search === "number"
		? { search: String(search).slice(0, maxLength) }
		: {};
}
