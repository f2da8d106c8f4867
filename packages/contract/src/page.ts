/** A piece of a list that is read newest first. `after` is the cursor of the last item already seen. */
export interface PageRequest {
	readonly first: number;
	readonly after?: string | undefined;
}

export interface Page<T> {
	readonly items: readonly T[];
	/**
	 * Where the next page begins, when there is more: behind the last item, or, in a list that looks through a bounded number of rows
	 * for each page, behind the last row it looked at. Such a page may hold few items or none.
	 */
	readonly nextCursor: string | undefined;
}

/** Most items of one page; whoever asks for more gets this many. */
export const maxPageSize = 500;

/** How many items to read for a page: one more than shown tells whether there is a next page. */
export function rowsToRead(page: PageRequest): number {
	return Math.min(Math.max(1, Math.trunc(page.first)), maxPageSize) + 1;
}

/** A page from rows read with `rowsToRead`. */
export function pageOf<T>(
	rows: readonly T[],
	page: PageRequest,
	cursorOf: (item: T) => string,
): Page<T> {
	const size = rowsToRead(page) - 1;
	const items = rows.slice(0, size);
	const last = items.at(-1);
	return {
		items,
		nextCursor: rows.length > size && last ? cursorOf(last) : undefined,
	};
}
