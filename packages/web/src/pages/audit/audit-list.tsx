import { Box } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import {
	defaultRangeExtractor,
	useWindowVirtualizer,
} from "@tanstack/react-virtual";
import {
	type KeyboardEvent,
	useEffect,
	useLayoutEffect,
	useRef,
	useState,
} from "react";
import { nextRow } from "../../parts/next-row.ts";
import { SortHeader } from "../../parts/sort-header.tsx";
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
	const [wanted, setActive] = useState(0);
	const active = Math.max(0, Math.min(wanted, rows.length - 1));
	const { list, virtual, items, last } = useRowsInSight(rows.length, active);
	const focusWanted = useRef(false);
	const atEnd = hasMore && last >= rows.length - 5;
	useEffect(() => {
		if (atEnd) onEnd();
	}, [atEnd, onEnd]);
	useEffect(() => {
		if (!focusWanted.current) return;
		const link = list.current?.querySelector<HTMLElement>(
			`[data-index="${active}"] a`,
		);
		if (!link) return;
		focusWanted.current = false;
		link.focus({ preventScroll: true });
	});
	const walk = (event: KeyboardEvent) => {
		const next = nextRow(event.key, active, rows.length);
		if (next === undefined || event.ctrlKey || event.metaKey || event.altKey)
			return;
		event.preventDefault();
		focusWanted.current = true;
		setActive(next);
		virtual.scrollToIndex(next);
	};
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

/** The rows in sight, and the active one wherever it is: it may have the focus. */
function useRowsInSight(count: number, active: number) {
	const isWide = useMediaQuery("(min-width: 62em)", true, {
		getInitialValueInEffect: false,
	});
	const list = useRef<HTMLTableSectionElement>(null);
	const [scrollMargin, setScrollMargin] = useState(0);
	// What stands above the list comes and goes, as the chips of filters do.
	useLayoutEffect(() => {
		const top = list.current
			? list.current.getBoundingClientRect().top + window.scrollY
			: 0;
		if (Math.abs(top - scrollMargin) > 1) setScrollMargin(top);
	});
	const height = isWide ? rowHeight.wide : rowHeight.narrow;
	const virtual = useWindowVirtualizer({
		count,
		estimateSize: () => height,
		overscan: 12,
		scrollMargin,
		scrollPaddingStart: 120,
		scrollPaddingEnd: 60,
		rangeExtractor: (range) => {
			const inSight = defaultRangeExtractor(range);
			if (active >= count || inSight.includes(active)) return inSight;
			return [...inSight, active].sort((a, b) => a - b);
		},
	});
	useEffect(() => virtual.measure(), [virtual, height]);
	const last = virtual.range?.endIndex ?? -1;
	return { list, virtual, items: virtual.getVirtualItems(), last };
}
