import { UnstyledButton } from "@mantine/core";
import {
	IconArrowDown,
	IconArrowsSort,
	IconArrowUp,
} from "@tabler/icons-react";

export type SortDirection = "ascending" | "descending";

const icons = { ascending: IconArrowUp, descending: IconArrowDown };

/** What stands in the head of a column that a list can be sorted by; the cell itself says `aria-sort`, or where there is none, this. */
export function SortHeader(props: {
	readonly label: string;
	/** How the list is sorted by this column now; undefined when by another. */
	readonly sorted: SortDirection | undefined;
	readonly onSort: () => void;
	/** There is no cell around it. */
	readonly saysOrder?: boolean;
}) {
	const Icon = props.sorted ? icons[props.sorted] : IconArrowsSort;
	return (
		<UnstyledButton
			onClick={props.onSort}
			{...(props.saysOrder && {
				"aria-pressed": props.sorted !== undefined,
				"aria-description": props.sorted,
			})}
			title={`Sort by ${props.label.toLowerCase()}`}
			fz="inherit"
			fw="inherit"
			mih={24}
			style={{ display: "inline-flex", alignItems: "center", gap: 4 }}
		>
			{props.label}
			<Icon size={14} aria-hidden opacity={props.sorted ? 1 : 0.6} />
		</UnstyledButton>
	);
}
