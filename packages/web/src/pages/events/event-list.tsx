import { Box, VisuallyHidden } from "@mantine/core";
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
import { MiddleCut } from "../../parts/middle-cut.tsx";
import { nextRow } from "../../parts/next-row.ts";
import { NoticeLevelBadge } from "../../parts/notices/notice-level.tsx";
import { objectWords } from "../../parts/notices/object-words.ts";
import { plainOutput } from "../../parts/plain-output.ts";
import { RelativeTime } from "../../parts/relative-time.tsx";
import type { Notice } from "./documents.ts";
import classes from "./events.module.css";
import { lineOf } from "./line-of.ts";
import { placedInShort } from "./placement-words.ts";

const rowHeight = { wide: 38, narrow: 78 };

/** Notices as a table of any length: only the rows in sight are there. Arrow keys, Home and End walk through it. */
export function EventList(props: {
	readonly rows: readonly Notice[];
	readonly hasMore: boolean;
	readonly onEnd: () => void;
	readonly onOpen: (notice: Notice) => void;
}) {
	const { rows, hasMore, onEnd } = props;
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
		const button = list.current?.querySelector<HTMLElement>(
			`[data-index="${active}"] button`,
		);
		if (!button) return;
		focusWanted.current = false;
		button.focus({ preventScroll: true });
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
			aria-label="Events"
			aria-rowcount={rows.length + 1}
		>
			<thead>
				<tr className={classes.head} aria-rowindex={1}>
					{["When", "Level", "Cluster", "Object", "What", "Went to"].map(
						(name) => (
							<th scope="col" key={name}>
								{name}
							</th>
						),
					)}
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
					return (
						row && (
							<EventRow
								key={row.id}
								row={row}
								index={item.index}
								offset={item.start - virtual.options.scrollMargin}
								isReachable={item.index === active}
								onFocus={() => setActive(item.index)}
								onOpen={() => props.onOpen(row)}
							/>
						)
					);
				})}
			</Box>
		</table>
	);
}

/** One notice; all of it opens it. */
function EventRow(props: {
	readonly row: Notice;
	readonly index: number;
	/** Pixels below the top of the list. */
	readonly offset: number;
	readonly isReachable: boolean;
	readonly onFocus: () => void;
	readonly onOpen: () => void;
}) {
	const { row } = props;
	const object = row.object ? objectWords(row.object) : "";
	const line = lineOf(row.message);
	return (
		<tr
			className={classes.row}
			aria-rowindex={props.index + 2}
			data-index={props.index}
			style={{ transform: `translateY(${props.offset}px)` }}
		>
			<td className={`${classes.cell} ${classes.when}`}>
				<RelativeTime at={row.happenedAt} />
			</td>
			<td className={classes.level}>
				<NoticeLevelBadge level={row.level} />
			</td>
			<td className={`${classes.cell} ${classes.where}`}>
				<MiddleCut text={plainOutput(row.cluster)} />
			</td>
			<td className={`${classes.cell} ${classes.object}`}>
				<MiddleCut text={object} />
			</td>
			<td className={`${classes.cell} ${classes.what}`}>
				<button
					type="button"
					className={classes.open}
					tabIndex={props.isReachable ? 0 : -1}
					onFocus={props.onFocus}
					onClick={props.onOpen}
				>
					{plainOutput(row.title)}
					{row.resolved && <VisuallyHidden>, resolved</VisuallyHidden>}
				</button>
				<span className={classes.line} title={line}>
					{line}
				</span>
			</td>
			<td className={`${classes.cell} ${classes.placed}`}>
				{row.resolved ? "resolved · " : ""}
				{placedInShort(row.placements)}
			</td>
		</tr>
	);
}

/** The rows in sight, and the active one wherever it is: it may have the focus. */
function useRowsInSight(count: number, active: number) {
	const isWide = useMediaQuery("(min-width: 62em)", true, {
		getInitialValueInEffect: false,
	});
	const list = useRef<HTMLTableSectionElement>(null);
	const [scrollMargin, setScrollMargin] = useState(0);
	// What stands above the list comes and goes.
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
