import { Box } from "@mantine/core";
import { SortHeader } from "../../parts/sort-header.tsx";
import { useLongTable } from "../../parts/use-long-table.ts";
import classes from "./audit.module.css";
import type { AuditSearch } from "./audit-filter.ts";
import { AuditListRow } from "./audit-list-row.tsx";
import type { AuditRow } from "./record-words.ts";

const rowHeight = { wide: 40, narrow: 76 };

/** Records as a table of any length: only the rows in sight are there. Arrow keys, Home and End walk through it. */
export function AuditList(props: {
	readonly rows: readonly AuditRow[];
	readonly search: AuditSearch;
	readonly hasMore: boolean;
	readonly onEnd: () => void;
	readonly onSort: (order: "newest" | "oldest") => void;
}) {
	const { rows, hasMore, onEnd, onSort } = props;
	const isOldest = props.search.sort === "oldest";
	const direction = isOldest ? "ascending" : "descending";
	const { list, virtual, items, active, setActive, walk } = useLongTable({
		count: rows.length,
		rowHeight,
		focusable: "a",
		hasMore,
		onEnd,
	});
	return (
		<table
			className={classes.table}
			aria-label="Audit records"
			aria-rowcount={rows.length + 1}
		>
			<thead>
				<tr className={classes.head} aria-rowindex={1}>
					<th scope="col" aria-sort={direction}>
						<SortHeader
							label="When"
							sorted={direction}
							onSort={() => onSort(isOldest ? "newest" : "oldest")}
						/>
					</th>
					{["Who", "What", "Where", "Outcome"].map((name) => (
						<th scope="col" key={name}>
							{name}
						</th>
					))}
				</tr>
			</thead>
			<Box
				component="tbody"
				ref={list}
				className={classes.list}
				h={virtual.getTotalSize()}
				onKeyDown={walk}
			>
				{items.map((item) => {
					const row = rows[item.index];
					if (!row) return null;
					return (
						<AuditListRow
							key={row.id}
							row={row}
							index={item.index}
							offset={item.start - virtual.options.scrollMargin}
							search={props.search}
							isReachable={item.index === active}
							onFocus={() => setActive(item.index)}
						/>
					);
				})}
			</Box>
		</table>
	);
}
