import { safeText } from "./safe-text.ts";

/** Rows under a heading, as wide as they need; the last column is not padded. Cells are made safe for a terminal. */
export function table(
	heading: readonly string[],
	rows: readonly (readonly string[])[],
): string {
	const all = [heading, ...rows].map((row) =>
		row.map((cell) => safeText(cell).replace(/[\n\t]/g, " ")),
	);
	const widths = heading.map((_, column) =>
		Math.max(...all.map((row) => [...(row[column] ?? "")].length)),
	);
	return all
		.map(
			(row) =>
				`${row.map((cell, column) => pad(cell, widths, column)).join("   ")}\n`,
		)
		.join("");
}

function pad(cell: string, widths: readonly number[], column: number): string {
	if (column === widths.length - 1) return cell;
	return (
		cell + " ".repeat(Math.max(0, (widths[column] ?? 0) - [...cell].length))
	);
}
