import { readFileSync } from "node:fs";
import type { ColumnDefinition } from "./table-types.ts";

type Row = readonly [
	name: string,
	type: string,
	format: string,
	priority: number,
	description: string,
];

interface Data {
	readonly shared: Readonly<Record<string, Row>>;
	/** A bare name stands for the shared column of that name. */
	readonly kinds: Readonly<Record<string, readonly (string | Row)[]>>;
}

let data: Data | undefined;
const read = new Map<string, readonly ColumnDefinition[]>();

function load(): Data {
	data ??= JSON.parse(
		readFileSync(new URL("./column-definitions.json", import.meta.url), "utf8"),
	) as Data;
	return data;
}

function definition(row: string | Row): ColumnDefinition {
	const full = typeof row === "string" ? load().shared[row] : row;
	if (full === undefined) throw new Error(`no shared column ${String(row)}`);
	const [name, type, format, priority, description] = full;
	return { name, type, format, description, priority };
}

/** A column that many kinds share. */
export function sharedColumn(
	name: "Name" | "Age" | "Created At",
): ColumnDefinition {
	return definition(name);
}

/** The columns of a built-in kind, by `group/kind` (`kind` alone in the core group); undefined for other kinds. */
export function columnsOf(
	groupKind: string,
): readonly ColumnDefinition[] | undefined {
	const rows = load().kinds[groupKind];
	if (rows === undefined) return undefined;
	const known = read.get(groupKind);
	if (known !== undefined) return known;
	const columns = rows.map(definition);
	read.set(groupKind, columns);
	return columns;
}
