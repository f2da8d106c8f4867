import { useMemo, useState } from "react";
import { inBoth, placeOf } from "./find-rows.ts";
import type { LineList } from "./line-list.ts";
import { useFoundRows } from "./use-found-rows.ts";

export interface ViewerState {
	readonly words: string;
	readonly setWords: (words: string) => void;
	readonly filter: string;
	readonly setFilter: (filter: string) => void;
	readonly wraps: boolean;
	readonly setWraps: (wraps: boolean) => void;
	readonly numbers: boolean;
	readonly setNumbers: (numbers: boolean) => void;
	/** Rows that pass the filter; undefined: all. */
	readonly rows: readonly number[] | undefined;
	/** The row of the match that was gone to, and its place among the rows that are shown. */
	readonly current: number | undefined;
	readonly currentPlace: number;
	/** `3 of 17 lines`. */
	readonly matchNote: string;
	/** Goes to the next (1) or the previous (-1) match, round and round. */
	readonly step: (step: 1 | -1) => void;
}

/** What is searched and shown of an output. */
export function useViewer(
	lines: LineList,
	count: number,
	startFilter: string,
): ViewerState {
	const [words, setWords] = useState("");
	const [filter, setFilter] = useState(startFilter);
	const [wraps, setWraps] = useState(false);
	const [numbers, setNumbers] = useState(true);
	const [at, setAt] = useState(0);
	// While others are looked for the rows of before stay: nothing jumps. Matches of other words would be wrong.
	const rows = useFoundRows(lines, count, filter)?.rows;
	const searched = useFoundRows(lines, count, words);
	const found = searched?.words === words ? searched.rows : undefined;
	const matches = useMemo(
		() => (found && rows ? inBoth(found, rows) : found),
		[found, rows],
	);
	const place = matches ? Math.min(at, matches.length - 1) : -1;
	const current = matches?.[place];
	return {
		words,
		setWords(written) {
			setAt(0);
			setWords(written);
		},
		filter,
		setFilter,
		wraps,
		setWraps,
		numbers,
		setNumbers,
		rows,
		current,
		currentPlace:
			current === undefined ? -1 : rows ? placeOf(rows, current) : current,
		matchNote: noteOf(words, matches, place),
		step(step) {
			const many = matches?.length ?? 0;
			if (many > 0) setAt((place + step + many) % many);
		},
	};
}

function noteOf(
	words: string,
	matches: readonly number[] | undefined,
	place: number,
): string {
	if (words === "") return "";
	if (!matches) return "searching…";
	if (matches.length === 0) return "no matches";
	return `${place + 1} of ${matches.length} ${matches.length === 1 ? "line" : "lines"}`;
}
