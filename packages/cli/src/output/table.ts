import { safeText } from "./safe-text.ts";

const gap = "   ";

/** A column is not made narrower than this, so that what is left of a name can be recognized. */
const leastWidth = 12;

/**
 * Rows under a heading, as wide as they need; the last column is not padded. Cells are made safe for a terminal. Where lines would be
 * longer than `columns`, the widest cells are cut in the middle, for beginning and end of a name tell the most.
 */
export function table(
	heading: readonly string[],
	rows: readonly (readonly string[])[],
	columns = Number.POSITIVE_INFINITY,
): string {
	const all = [heading, ...rows].map((row) =>
		row.map((cell) => safeText(cell).replace(/[\n\t]/g, " ")),
	);
	const needed = heading.map((_, column) =>
		all.reduce((most, row) => Math.max(most, lengthOf(row[column] ?? "")), 0),
	);
	const widths = fit(needed, columns - gap.length * (heading.length - 1));
	return all
		.map((row) => row.map((cell, column) => pad(cell, widths, column)))
		.map((cells) => `${shorten(cells.join(gap).trimEnd(), columns)}\n`)
		.join("");
}

/** Narrows the widest columns, and each only as far as it must be. */
function fit(needed: readonly number[], room: number): number[] {
	const total = () => widths.reduce((sum, width) => sum + width, 0);
	let widths = [...needed];
	while (total() > room) {
		const widest = Math.max(...widths);
		if (widest <= leastWidth) break;
		const wide = widths.filter((width) => width === widest).length;
		const next = Math.max(
			leastWidth,
			...widths.filter((width) => width < widest),
		);
		const step = Math.min(widest - next, Math.ceil((total() - room) / wide));
		widths = widths.map((width) => (width === widest ? width - step : width));
	}
	return widths;
}

function pad(cell: string, widths: readonly number[], column: number): string {
	const width = widths[column] ?? 0;
	const shown = shorten(cell, width);
	return column === widths.length - 1
		? shown
		: shown + " ".repeat(Math.max(0, width - lengthOf(shown)));
}

/** At most this many characters, with `…` in the middle for what is left out. */
function shorten(text: string, most: number): string {
	if (lengthOf(text) <= most) return text;
	const characters = [...text];
	const kept = Math.max(1, most - 1);
	const end = Math.floor(kept / 2);
	return `${characters.slice(0, kept - end).join("")}…${end > 0 ? characters.slice(-end).join("") : ""}`;
}

function lengthOf(text: string): number {
	return [...text].length;
}
