/** How the list can be sorted; the first is the default. */
export const peopleSorts = [
	"name",
	"name-descending",
	"role",
	"groups",
	"newest",
	"oldest",
] as const;
export type PeopleSort = (typeof peopleSorts)[number];

/** What the address of the page asks for. */
export interface PeopleSearch {
	/** Part of a name or an email. */
	readonly search?: string | undefined;
	/** Absent: by name. */
	readonly sort?: PeopleSort | undefined;
}

const maxLength = 200;

/** Reads the address, whatever stands in it: the router takes `?search=7` for a number. */
export function readPeopleSearch(
	given: Readonly<Record<string, unknown>>,
): PeopleSearch {
	const { search } = given;
	const sort = peopleSorts.find((one) => one === given.sort);
	return {
		...(typeof search === "string" || typeof search === "number"
			? { search: String(search).slice(0, maxLength) }
			: {}),
		...(sort && sort !== peopleSorts[0] ? { sort } : {}),
	};
}

const orders = {
	name: "NAME",
	"name-descending": "NAME_DESCENDING",
	role: "ROLE",
	groups: "GROUPS",
	newest: "NEWEST",
	oldest: "OLDEST",
} as const;

/** The variables of the query for it. */
export function peopleQuery({ search, sort = peopleSorts[0] }: PeopleSearch) {
	return { search: search || null, order: orders[sort] };
}
