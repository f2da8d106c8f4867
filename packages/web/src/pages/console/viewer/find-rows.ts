import type { LineList } from "./line-list.ts";

/** Rows that contain the words, upper and lower case alike, from `from` up to but without `to`. */
export function findRows(
	lines: Pick<LineList, "text">,
	words: string,
	from: number,
	to: number,
): number[] {
	const wanted = words.toLowerCase();
	const found: number[] = [];
	for (let row = from; row < to; row++)
		if (lines.text(row).toLowerCase().includes(wanted)) found.push(row);
	return found;
}

/** The place of a row among sorted rows; -1 when it is not there. */
export function placeOf(rows: readonly number[], row: number): number {
	let [low, high] = [0, rows.length - 1];
	while (low <= high) {
		const middle = (low + high) >> 1;
		const found = rows[middle] ?? 0;
		if (found === row) return middle;
		if (found < row) low = middle + 1;
		else high = middle - 1;
	}
	return -1;
}

/** Rows that are in both of two sorted lists. */
export function inBoth(a: readonly number[], b: readonly number[]): number[] {
	const found: number[] = [];
	let at = 0;
	for (const row of a) {
		while (at < b.length && (b[at] ?? 0) < row) at += 1;
		if (b[at] === row) found.push(row);
	}
	return found;
}

export interface MarkedPart {
	readonly text: string;
	readonly isMatch: boolean;
}

/** A line in parts, those that are the words marked. */
export function markWords(text: string, words: string): readonly MarkedPart[] {
	if (words === "") return [{ text, isMatch: false }];
	const pattern = new RegExp(
		`(${words.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&")})`,
		"gi",
	);
	return text
		.split(pattern)
		.map((part, place) => ({ text: part, isMatch: place % 2 === 1 }))
		.filter((part) => part.text !== "");
}
