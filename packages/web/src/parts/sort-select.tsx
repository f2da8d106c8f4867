import { type MantineBreakpoint, NativeSelect } from "@mantine/core";

/** How a list is sorted, where it is too narrow for the columns whose heads sort it. */
export function SortSelect<Sort extends string>(props: {
	readonly words: Readonly<Record<Sort, string>>;
	readonly sort: Sort;
	readonly onSort: (sort: Sort) => void;
	/** From this width on, the columns are there. */
	readonly hiddenFrom: MantineBreakpoint;
}) {
	const { words, sort, onSort, hiddenFrom } = props;
	const sorts = Object.keys(words) as Sort[];
	return (
		<NativeSelect
			aria-label="Sort by"
			size="xs"
			hiddenFrom={hiddenFrom}
			data={sorts.map((value) => ({ value, label: words[value] }))}
			value={sort}
			onChange={({ currentTarget: { value } }) => {
				const chosen = sorts.find((one) => one === value);
				if (chosen) onSort(chosen);
			}}
		/>
	);
}
