import { useEffect, useState } from "react";
import { findRows } from "./find-rows.ts";
import type { LineList } from "./line-list.ts";

const rowsAtOnce = 40_000;

/** Rows, and the words they contain: those of a moment ago while others are looked for. */
export interface FoundRows {
	readonly words: string;
	readonly rows: readonly number[];
}

/** Rows that contain the words, looked for in turns so that writing goes on meanwhile; undefined without words. */
export function useFoundRows(
	lines: LineList,
	count: number,
	words: string,
): FoundRows | undefined {
	const [found, setFound] = useState<FoundRows>();
	useEffect(() => {
		if (words === "") {
			setFound(undefined);
			return;
		}
		const all: number[] = [];
		let row = 0;
		let timer: ReturnType<typeof setTimeout>;
		const look = () => {
			const to = Math.min(count, row + rowsAtOnce);
			for (const one of findRows(lines, words, row, to)) all.push(one);
			row = to;
			if (row < count) timer = setTimeout(look, 0);
			else setFound({ words, rows: all });
		};
		timer = setTimeout(look, 120);
		return () => clearTimeout(timer);
	}, [lines, count, words]);
	return words === "" ? undefined : found;
}
