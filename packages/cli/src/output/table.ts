import { safeText } from "./safe-text.ts";

/**
 * Rows under a heading, as wide as they need; the last column is not padded. Cells are made safe for a terminal.
 * Lines longer than `columns` are cut and end in `…`.
 */
export function table(
	heading: readonly string[],
	rows: readonly (readonly string[])[],
	columns = Number.POSITIVE_INFINITY,
): string {
	const all = [heading, ...rows].map((row) =>
		row.map((cell) => safeText(cell).replace(/[\n\t]/g, " ")),
	);
	const widths = heading.map((_, column) =>
		all.reduce(
			(most, row) => Math.max(most, [...(row[column] ?? "")].length),
			0,
		),
	);
	return all
		.map((row) => row.map((cell, column) => pad(cell, widths, column)))
		.map((cells) => `${cut(cells.join("   "), columns)}\n`)
		.join("");
}

function pad(cell: string, widths: readonly number[], column: number): string {
	if (column === widths.length - 1) return cell;
	return (
		cell + " ".repeat(Math.max(0, (widths[column] ?? 0) - [...cell].length))
	);
}

function cut(line: string, columns: number): string {
	const characters = [...line];
	if (characters.length <= columns) return line.trimEnd();
	return `${characters.slice(0, Math.max(1, columns - 1)).join("")}…`;
}
