/** One cluster's answer, as a program wrote it on standard output. */
export interface TableText {
	readonly cluster: string;
	readonly text: string;
}

/** Rows of several clusters under the header that all of them have. */
export interface MergedTable {
	readonly columns: readonly string[];
	readonly rows: readonly {
		readonly cluster: string;
		readonly cells: readonly string[];
	}[];
}

export type Merged =
	| { readonly table: MergedTable }
	/** Why there is no such table. */
	| { readonly problem: string };

const maxRows = 20_000;
/** More than any kubectl prints. Rows of a few letters under thousands of titles would be millions of empty cells. */
const maxColumns = 100;
/** Characters of titles in a sentence. */
const maxNamed = 200;

interface Column {
	readonly title: string;
	/** Characters before it. */
	readonly start: number;
}

/**
 * One table out of the tables of several clusters. Cells are cut where the header's columns begin, as kubectl pads them. Clusters that
 * wrote nothing have no rows. Pure.
 */
export function mergeTables(answers: readonly TableText[]): Merged {
	let columns: readonly string[] | undefined;
	const rows: MergedTable["rows"][number][] = [];
	for (const { cluster, text } of answers) {
		const lines = linesOf(text);
		const [first = "", ...rest] = lines;
		if (first === "" && rest.length === 0) continue;
		const header = readHeader(first);
		if (!header) return { problem: `The answer of ${cluster} is not a table.` };
		if (header.length > maxColumns)
			return {
				problem: `The table of ${cluster} has more than ${maxColumns} columns.`,
			};
		const titles = header.map(({ title }) => title);
		columns ??= titles;
		if (titles.join("\0") !== columns.join("\0"))
			return {
				problem: `The table of ${cluster} has other columns (${named(titles)}) than those before it (${named(columns)}).`,
			};
		for (const line of rest) {
			const cells = cellsOf(line, header);
			if (!cells)
				return {
					problem: `A line in the answer of ${cluster} does not fit the columns of its table.`,
				};
			if (rows.length === maxRows)
				return { problem: `The tables have more than ${maxRows} rows.` };
			rows.push({ cluster, cells });
		}
	}
	if (!columns) return { problem: "No cluster answered with a table." };
	return { table: { columns, rows } };
}

/** Without the empty ones at the end. */
function linesOf(text: string): readonly string[] {
	const lines = text.replaceAll("\r\n", "\n").split("\n");
	return lines.slice(0, lines.findLastIndex((line) => line !== "") + 1);
}

function named(titles: readonly string[]): string {
	const all = titles.join(", ");
	return all.length > maxNamed ? `${all.slice(0, maxNamed)}…` : all;
}

/**
 * Titles are in capitals and stand at least two blanks apart: `LAST SEEN   TYPE`. They are of ASCII, so that a place in the line is a
 * number of characters.
 */
function readHeader(line: string): readonly Column[] | undefined {
	const columns = line
		.matchAll(/\S+(?: \S+)*/g)
		.take(maxColumns + 1)
		.map(({ 0: title, index: start }) => ({ title, start }))
		.toArray();
	const isHeader =
		columns[0]?.start === 0 &&
		columns.every(({ title }) => /^[A-Z][A-Z0-9 ()/%_:.-]*$/.test(title));
	return isHeader ? columns : undefined;
}

/** Undefined when something stands across the beginning of a column. */
function cellsOf(
	line: string,
	columns: readonly Column[],
): readonly string[] | undefined {
	const characters = [...line];
	if (characters.length === 0) return undefined;
	const cells: string[] = [];
	for (const [place, { start }] of columns.entries()) {
		const before = characters[start - 1];
		if (start > 0 && before !== undefined && before !== " ") return undefined;
		const end = columns[place + 1]?.start;
		cells.push(characters.slice(start, end).join("").trim());
	}
	return cells;
}
