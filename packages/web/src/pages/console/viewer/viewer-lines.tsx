import { useVirtualizer, type Virtualizer } from "@tanstack/react-virtual";
import { useEffect, useRef } from "react";
import { focusable, group } from "../../../parts/focusable.ts";
import { markWords } from "./find-rows.ts";
import type { LineList } from "./line-list.ts";
import classes from "./viewer.module.css";

const rowHeight = 18;

/** The rows that are looked at, of any number of them. */
export function ViewerLines(props: {
	readonly lines: LineList;
	/** Which rows there are; undefined: all. */
	readonly rows: readonly number[] | undefined;
	readonly count: number;
	readonly words: string;
	/** The row of the match that was gone to. */
	readonly current: number | undefined;
	/** Its place among the rows, to be brought into view. */
	readonly currentPlace: number;
	readonly wraps: boolean;
	readonly numbers: boolean;
}) {
	const { lines, rows, words, wraps, currentPlace } = props;
	const box = useRef<HTMLDivElement>(null);
	const virtual = useVirtualizer({
		count: rows?.length ?? props.count,
		getScrollElement: () => box.current,
		estimateSize: () => rowHeight,
		overscan: 20,
	});
	useEffect(() => {
		if (currentPlace >= 0)
			virtual.scrollToIndex(currentPlace, { align: "center" });
	}, [virtual, currentPlace]);
	useMeasureAnew(virtual, wraps);
	const digits = String(props.count).length;
	return (
		<div
			ref={box}
			className={classes.lines}
			data-wraps={wraps}
			{...group("Lines")}
			{...focusable}
		>
			<div className={classes.all} style={{ height: virtual.getTotalSize() }}>
				{virtual.getVirtualItems().map(({ index, start, key }) => {
					const row = rows ? (rows[index] ?? 0) : index;
					return (
						<div
							key={key}
							ref={wraps ? virtual.measureElement : undefined}
							data-index={index}
							data-current={row === props.current}
							className={classes.row}
							style={{ transform: `translateY(${start}px)` }}
						>
							{props.numbers && (
								<span
									className={classes.number}
									style={{ width: `${digits + 1}ch` }}
									aria-hidden
								>
									{lines.number(row) || ""}
								</span>
							)}
							<span className={classes.text}>
								<Marked text={lines.text(row)} words={words} />
							</span>
						</div>
					);
				})}
			</div>
		</div>
	);
}

function Marked(props: { readonly text: string; readonly words: string }) {
	return markWords(props.text, props.words).map(({ text, isMatch }, place) =>
		isMatch ? <mark key={place}>{text}</mark> : text,
	);
}

/** Heights of wrapped rows mean nothing when they are not wrapped. */
function useMeasureAnew(
	virtual: Virtualizer<HTMLDivElement, Element>,
	wraps: boolean,
): void {
	const before = useRef(wraps);
	useEffect(() => {
		if (before.current === wraps) return;
		before.current = wraps;
		virtual.measure();
	}, [virtual, wraps]);
}
