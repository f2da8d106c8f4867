import { byNaturalOrder } from "./natural-order.ts";
import type { SortDirection } from "./sort-header.tsx";

/** What items of a list that is whole in the page can be sorted by. */
export interface SortColumn<T> {
	readonly label: string;
	/** Text in natural order, or a number. */
	readonly valueOf: (item: T) => string | number;
	/** By the first click; ascending if absent. */
	readonly first?: SortDirection;
}

export interface ItemSort {
	/** The label of a column. */
	readonly by: string;
	readonly direction: SortDirection;
}

/** The items in this order, which has equal ones stand as they came; as they came without an order. */
export function sortItems<T>(
	items: readonly T[],
	columns: readonly SortColumn<T>[],
	sort: ItemSort | undefined,
): readonly T[] {
	const column = columns.find(({ label }) => label === sort?.by);
	if (!column || !sort) return items;
	const sign = sort.direction === "ascending" ? 1 : -1;
	return items.toSorted(
		(a, b) => sign * compare(column.valueOf(a), column.valueOf(b)),
	);
}

/** The order after a click on a column: the column's own first, then the other way round. */
export function nextSort<T>(
	column: SortColumn<T>,
	sort: ItemSort | undefined,
): ItemSort {
	const { label: by, first = "ascending" } = column;
	const other = first === "ascending" ? "descending" : "ascending";
	const isFirst = sort?.by === by && sort.direction === first;
	return { by, direction: isFirst ? other : first };
}

/** A time of the API as a number: one that never comes is later than all, one that never was is earlier. */
export function instantOf(
	time: string | null | undefined,
	ifNone: "never comes" | "never was",
): number {
	if (time) return Date.parse(time);
	return ifNone === "never comes" ? Infinity : -Infinity;
}

function compare(a: string | number, b: string | number): number {
	if (typeof a === "string" || typeof b === "string")
		return byNaturalOrder(String(a), String(b));
	return a === b ? 0 : a < b ? -1 : 1;
}
