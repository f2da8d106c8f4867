import type { KubeObject } from "../kube-object.ts";
import { nameOf } from "./cell-text.ts";
import { clusterCells } from "./cluster-cells.ts";
import { columnsOf, sharedColumn } from "./column-definitions.ts";
import { type CustomColumn, customTable } from "./custom-columns.ts";
import { networkCells } from "./network-cells.ts";
import { podCells } from "./pod-cells.ts";
import { storageCells } from "./storage-cells.ts";
import type { Cell, CellsOf, ColumnDefinition } from "./table-types.ts";
import { workloadCells } from "./workload-cells.ts";

const builtIn = new Map<string, CellsOf>(
	Object.entries({
		Pod: podCells,
		...workloadCells,
		...networkCells,
		...storageCells,
		...clusterCells,
	}),
);

/**
 * Prints objects of one kind as a real server does for `Accept: …;as=Table`: the rows hold the cells of
 * every column, wide ones included unless `includeWide` is false. `crdColumns` marks a custom kind
 * and gives its `additionalPrinterColumns`; an empty list means it declares none.
 */
export function tableFor(
	ref: {
		readonly group: string;
		readonly version: string;
		readonly kind: string;
	},
	objects: readonly KubeObject[],
	nowMs: number,
	options: {
		readonly crdColumns?: readonly CustomColumn[];
		readonly includeWide?: boolean;
	} = {},
): {
	readonly columnDefinitions: readonly ColumnDefinition[];
	readonly rows: Cell[][];
} {
	const { columns, cells } = printerFor(ref, options.crdColumns);
	const rows = objects.map((object) => cells(object, nowMs));
	if (options.includeWide !== false)
		return { columnDefinitions: columns, rows };
	const narrow = columns.map(({ priority }) => priority === 0);
	return {
		columnDefinitions: columns.filter((_, index) => narrow[index]),
		rows: rows.map((row) => row.filter((_, index) => narrow[index])),
	};
}

function printerFor(
	{ group, kind }: { readonly group: string; readonly kind: string },
	crdColumns: readonly CustomColumn[] | undefined,
): { columns: readonly ColumnDefinition[]; cells: CellsOf } {
	if (crdColumns !== undefined) {
		const { columns, cells } = customTable(crdColumns);
		return { columns: [sharedColumn("Name"), ...columns], cells };
	}
	const groupKind = group === "" ? kind : `${group}/${kind}`;
	// Both groups show events alike; only the old one's columns were given a name of their own.
	const columns = columnsOf(kind === "Event" ? "Event" : groupKind);
	const cells = builtIn.get(groupKind);
	if (columns !== undefined && cells !== undefined) return { columns, cells };
	return {
		columns: [sharedColumn("Name"), sharedColumn("Created At")],
		cells: (object) => [
			nameOf(object),
			object.metadata.creationTimestamp ?? null,
		],
	};
}
