import { Group, Text } from "@mantine/core";
import { useState } from "react";
import { SortHeader } from "./sort-header.tsx";
import {
	type ItemSort,
	nextSort,
	type SortColumn,
	sortItems,
} from "./sort-items.ts";

/**
 * Sorts a list that has no table's head. Only one that is whole in the page can be sorted there: of one that goes on, and of a
 * single item, the bar is not shown.
 * @returns the items in the chosen order, and the bar that chooses it.
 */
export function useSortBar<T>(
	items: readonly T[] | undefined,
	columns: readonly SortColumn<T>[],
	list: { readonly name: string; readonly isWhole: boolean },
): { readonly items: readonly T[] | undefined; readonly bar: React.ReactNode } {
	const [sort, setSort] = useState<ItemSort>();
	if (!items || items.length < 2 || !list.isWhole) return { items, bar: null };
	return {
		items: sortItems(items, columns, sort),
		bar: (
			<Group
				gap="md"
				role="group"
				aria-label={`Sort the ${list.name}`}
				fz="xs"
				c="dimmed"
			>
				<Text span fz="inherit" aria-hidden>
					Sort by
				</Text>
				{columns.map((column) => (
					<SortHeader
						key={column.label}
						label={column.label}
						sorted={sort?.by === column.label ? sort.direction : undefined}
						saysOrder
						onSort={() => setSort(nextSort(column, sort))}
					/>
				))}
			</Group>
		),
	};
}
