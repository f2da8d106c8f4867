import type { OrganisationId } from "@quarterdeck/contract";
import {
	type Page,
	type PageRequest,
	pageOf,
	rowsToRead,
} from "@quarterdeck/contract";
import { noCursor } from "./cursors.ts";
import { normalEmail } from "./email.ts";
import type { PeopleDeps } from "./people-deps.ts";
import type { PeopleFilter } from "./people-order.ts";
import type { Person } from "./person.ts";

/** Longer ones find nobody. */
const maxSearch = 320;

/**
 * People that were not removed, whose email or name contains what is searched for, in any case. The cursor is the last email, in
 * every order.
 * @throws AppError INPUT_INVALID for a cursor that is none.
 */
export async function listPeople(
	deps: PeopleDeps,
	organisationId: OrganisationId,
	filter: PeopleFilter,
	page: PageRequest,
): Promise<Page<Person>> {
	const search = filter.search?.normalize("NFC").trim().slice(0, maxSearch);
	const rows = await deps.peopleStore.listPeople(
		organisationId,
		{ search: search === "" ? undefined : search, order: filter.order },
		{
			limit: rowsToRead(page),
			afterEmail: page.after === undefined ? undefined : readCursor(page.after),
		},
	);
	return pageOf(rows, page, ({ email }) => email);
}

function readCursor(cursor: string): string {
	try {
		return normalEmail(cursor);
	} catch {
		throw noCursor();
	}
}
