import { auditDocument } from "../api/documents.ts";
import { everyNode, type Page } from "../api/every-node.ts";
import type { CommandContext } from "../command-context.ts";
import { jsonText } from "../output/json-text.ts";
import { type Column, printList } from "../output/print-list.ts";
import type { AuditOptions } from "./audit-options.ts";
import type { AuditRecord } from "./audit-record.ts";
import { nameClusters } from "./name-clusters.ts";
import { createActFilter } from "./one-row-per-act.ts";
import { summarizeFacts } from "./summarize-facts.ts";

interface AuditPage {
	readonly auditRecords: Page<AuditRecord>;
}

const pageSize = 100;

/** Prints the newest records that match: as a table with one row per act unless all are asked for, or each as a line of JSON. */
export async function listAudit(
	options: AuditOptions,
	context: CommandContext,
): Promise<void> {
	const { number, output, allRecords, ...filter } = options;
	const hasRow =
		allRecords || output === "json" ? () => true : createActFilter();
	const api = context.api();
	const records: AuditRecord[] = [];
	const first = Math.min(pageSize, number);
	const found = everyNode(
		async (after) =>
			(await api.ask<AuditPage>(auditDocument, { first, after, filter }))
				.auditRecords,
	);
	for await (const record of found) {
		if (hasRow(record)) records.push(record);
		if (records.length >= number) break;
	}
	const { terminal } = context;
	if (output === "json")
		return terminal.out(records.map((record) => jsonText(record)).join(""));
	await printList(records, list, { output, terminal });
}

const list: {
	readonly columns: readonly Column<AuditRecord>[];
	readonly empty: string;
} = {
	columns: [
		{ heading: "SEQ", cell: ({ seq }) => String(seq) },
		{
			heading: "AT (UTC)",
			// To the second: -o json has all of it.
			cell: ({ at }) => at.slice(0, 19).replace("T", " "),
		},
		{ heading: "WHAT", cell: ({ code }) => code },
		{ heading: "OUTCOME", cell: ({ outcome }) => outcome ?? "-" },
		{ heading: "WHO", cell: ({ person }) => person ?? "-" },
		{ heading: "WHERE", cell: ({ clusters }) => nameClusters(clusters) },
		{
			heading: "MS",
			cell: ({ durationMs }) =>
				durationMs === null ? "-" : String(Math.round(durationMs)),
		},
		{ heading: "CHANNEL", cell: ({ channel }) => channel ?? "-", wide: true },
		{ heading: "ID", cell: ({ id }) => id, wide: true },
		{ heading: "ABOUT", cell: ({ facts }) => summarizeFacts(facts) || "-" },
	],
	empty: "No record matches.",
};
