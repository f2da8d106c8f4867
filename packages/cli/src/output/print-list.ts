import type { Terminal } from "../terminal.ts";
import type { ListOutput } from "./list-outputs.ts";
import { printThing } from "./print-thing.ts";
import { table } from "./table.ts";

/** A column of a list. */
export interface Column<Row> {
	readonly heading: string;
	readonly cell: (row: Row) => string;
	/** Only with `-o wide`. */
	readonly wide?: boolean;
}

/**
 * Prints a list as it was asked for: a table that fits the terminal of whoever looks at it, `wide` with all columns and nothing cut, or
 * all that is known as JSON or YAML. An empty table is said in words.
 */
export async function printList<Row>(
	rows: readonly Row[],
	list: { readonly columns: readonly Column<Row>[]; readonly empty: string },
	{
		output,
		terminal,
	}: {
		readonly output: ListOutput;
		readonly terminal: Pick<
			Terminal,
			"out" | "say" | "isInteractive" | "columns"
		>;
	},
): Promise<void> {
	if (output === "json" || output === "yaml")
		return await printThing(rows, { output, terminal });
	if (rows.length === 0) return terminal.say(`${list.empty}\n`);
	const columns = list.columns.filter(
		({ wide }) => output === "wide" || wide !== true,
	);
	terminal.out(
		table(
			columns.map(({ heading }) => heading),
			rows.map((row) => columns.map(({ cell }) => cell(row))),
			// A pipe gets everything; a person gets lines that do not wrap.
			output === "text" && terminal.isInteractive
				? terminal.columns
				: undefined,
		),
	);
}
