import { ageOf, nameOf } from "./cell-text.ts";
import { since } from "./human-duration.ts";
import { compileJsonPath } from "./json-path.ts";
import type { Cell, CellsOf, ColumnDefinition } from "./table-types.ts";

/** One of `additionalPrinterColumns` of a CustomResourceDefinition's version. */
export interface CustomColumn {
	readonly name: string;
	readonly type: string;
	readonly jsonPath: string;
	readonly format?: string;
	readonly description?: string;
	readonly priority?: number;
}

/** The columns and cells of a custom kind: its declared columns after the name, or the name and the age. */
export function customTable(columns: readonly CustomColumn[] | undefined): {
	readonly columns: readonly ColumnDefinition[];
	readonly cells: CellsOf;
} {
	if (columns === undefined || columns.length === 0)
		return {
			columns: [age],
			cells: (object, nowMs) => [nameOf(object), ageOf(object, nowMs)],
		};
	const read = columns.map(({ type, jsonPath }) => ({
		type,
		find: compileJsonPath(jsonPath),
	}));
	return {
		columns: columns.map(definitionOf),
		cells: (object, nowMs) => [
			nameOf(object),
			...read.map(({ type, find }) => cellFor(type, find(object), nowMs)),
		],
	};
}

// Without columns of its own a custom kind shows its age, as a date that is worked out here.
const age: ColumnDefinition = {
	name: "Age",
	type: "date",
	format: "",
	description: "",
	priority: 0,
};

function definitionOf(column: CustomColumn): ColumnDefinition {
	const { name, type, format = "", priority = 0 } = column;
	const description =
		column.description ??
		`Custom resource definition column (in JSONPath format): ${column.jsonPath}`;
	return { name, type, format, description, priority };
}

function cellFor(type: string, found: readonly unknown[], nowMs: number): Cell {
	const value = found[0];
	if (value === undefined || value === null) return null;
	switch (type) {
		case "integer":
			return typeof value === "number" ? Math.trunc(value) : null;
		case "number":
			return typeof value === "number" ? value : null;
		case "boolean":
			return typeof value === "boolean" ? value : null;
		case "date":
			return typeof value === "string" ? since(value, nowMs) : null;
		case "string":
			return typeof value === "object" ? JSON.stringify(value) : String(value);
		default:
			return null;
	}
}
