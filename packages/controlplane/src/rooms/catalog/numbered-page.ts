import { AppError, type PageRequest, rowsToRead } from "@quarterdeck/contract";

/**
 * What to read for a page of things that are numbered and shown newest first: the request with no more than `max` of them, and the query
 * for its rows. The cursor is the number of the last one shown. @throws AppError INPUT_INVALID when it is not one of ours.
 */
export function numberedPage(page: PageRequest, max: number) {
	if (page.after !== undefined && !/^\d{1,9}$/.test(page.after))
		throw new AppError("INPUT_INVALID", {
			field: "after",
			reason: "it is not a cursor of this list",
		});
	const few = { ...page, first: Math.min(page.first, max) };
	return {
		few,
		query: {
			limit: rowsToRead(few),
			below: page.after === undefined ? undefined : Number(page.after),
		},
	};
}
