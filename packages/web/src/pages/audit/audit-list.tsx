import { Box } from "@mantine/core";
import { useMediaQuery } from "@mantine/hooks";
import { useWindowVirtualizer } from "@tanstack/react-virtual";
import {
	type KeyboardEvent,
	useEffect,
	useLayoutEffect,
	useRef,
	useState,
} from "react";
import classes from "./audit.module.css";
import type { AuditSearch } from "./audit-filter.ts";
import { AuditListRow } from "./audit-list-row.tsx";
import { nextRow } from "./next-row.ts";
import type { AuditRow } from "./record-words.ts";

const rowHeight = { wide: 40, narrow: 76 };

/** Records as a table of any length: only the rows in sight are there. Arrow keys, Home and End walk through it. */
export function AuditList(props: {
	readonly rows: readonly AuditRow[];
	readonly search: AuditSearch;
	readonly hasMore: boolean;
	readonly onEnd: () => void;
}) {
	const { rows, hasMore, onEnd } = props;
	const { list, virtual, items } = useRowsInSight(rows.length);
	const [active, setActive] = useState(0);
	const focusWanted = useRef(false);
	const last = items.at(-1)?.index ?? -1;
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
	const first = items[0]?.index ?? 0;
	const reachable = active >= first && active <= last ? active : first;
	return (
		<table
			className={classes.table}
			aria-label="Audit records"
			aria-rowcount={rows.length + 1}
		>
			<thead>
				<tr className={classes.head} aria-rowindex={1}>
					{["When", "Who", "What", "Where", "Outcome"].map((name) => (
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
							isReachable={item.index === reachable}
							onFocus={() => setActive(item.index)}
						/>
					);
				})}
			</Box>
		</table>
	);
}

function useRowsInSight(count: number) {
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
	});
	useEffect(() => virtual.measure(), [virtual, height]);
	return { list, virtual, items: virtual.getVirtualItems() };
}
