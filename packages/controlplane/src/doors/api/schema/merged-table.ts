import type { Merged, MergedTable } from "../../../flows/commands/index.ts";
import { builder } from "./builder.ts";

const rowRef = builder
	.objectRef<MergedTable["rows"][number]>("MergedRow")
	.implement({
		fields: (t) => ({
			cluster: t.exposeString("cluster"),
			cells: t.exposeStringList("cells", {
				description: "One for each column.",
			}),
		}),
	});

export const mergedTableRef = builder
	.objectRef<Merged>("MergedTable")
	.implement({
		description: "The tables that several clusters answered with, as one.",
		fields: (t) => ({
			columns: t.stringList({
				resolve: (merged) => tableOf(merged)?.columns.slice() ?? [],
			}),
			rows: t.field({
				type: [rowRef],
				resolve: (merged) => tableOf(merged)?.rows ?? [],
			}),
			problem: t.string({
				nullable: true,
				description: "Why there is no such table.",
				resolve: (merged) => ("problem" in merged ? merged.problem : null),
			}),
		}),
	});

function tableOf(merged: Merged): MergedTable | undefined {
	return "table" in merged ? merged.table : undefined;
}
