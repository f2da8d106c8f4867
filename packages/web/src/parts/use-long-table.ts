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
import { nextRow } from "./next-row.ts";

/** Pixels of a row on a wide page and on a narrow one. */
interface RowHeight {
	readonly wide: number;
	readonly narrow: number;
}

/**
 * A table of any length: only the rows in sight are there. One row is a stop of the Tab key, by what `focusable` selects in it; arrow
 * keys, Home and End walk through the others.
 */
export function useLongTable(of: {
	readonly count: number;
	readonly rowHeight: RowHeight;
	readonly focusable: string;
	readonly hasMore: boolean;
	/** Near the end of what there is; it must stay the same function. */
	readonly onEnd: () => void;
}) {
	const { count, hasMore, onEnd, focusable } = of;
	const [wanted, setActive] = useState(0);
	const active = Math.max(0, Math.min(wanted, count - 1));
	const { list, virtual, items, last } = useRowsInSight(
		count,
		active,
		of.rowHeight,
	);
	const focusWanted = useRef(false);
	const atEnd = hasMore && last >= count - 5;
	useEffect(() => {
		if (atEnd) onEnd();
	}, [atEnd, onEnd]);
	useEffect(() => {
		if (!focusWanted.current) return;
		const found = list.current?.querySelector<HTMLElement>(
			`[data-index="${active}"] ${focusable}`,
		);
		if (!found) return;
		focusWanted.current = false;
		found.focus({ preventScroll: true });
	});
	const walk = (event: KeyboardEvent) => {
		const next = nextRow(event.key, active, count);
		if (next === undefined || event.ctrlKey || event.metaKey || event.altKey)
			return;
		event.preventDefault();
		focusWanted.current = true;
		setActive(next);
		virtual.scrollToIndex(next);
	};
	return { list, virtual, items, active, setActive, walk };
}

/** The rows in sight, and the active one wherever it is: it may have the focus. */
function useRowsInSight(count: number, active: number, rowHeight: RowHeight) {
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
