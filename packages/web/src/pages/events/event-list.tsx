import { Box, VisuallyHidden } from "@mantine/core";
import { MiddleCut } from "../../parts/middle-cut.tsx";
import { NoticeLevelBadge } from "../../parts/notices/notice-level.tsx";
import { objectWords } from "../../parts/notices/object-words.ts";
import { plainOutput } from "../../parts/plain-output.ts";
import { RelativeTime } from "../../parts/relative-time.tsx";
import { useLongTable } from "../../parts/use-long-table.ts";
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
	const { list, virtual, items, active, setActive, walk } = useLongTable({
		count: rows.length,
		rowHeight,
		focusable: "button",
		hasMore,
		onEnd,
	});
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
