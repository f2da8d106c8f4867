import { auditDocument } from "../api/documents.ts";
import type { CommandContext } from "../command-context.ts";
import { jsonText } from "../output/json-text.ts";
import { type Column, printList } from "../output/print-list.ts";
import type { AuditOptions } from "./audit-options.ts";
import type { AuditRecord } from "./audit-record.ts";
import { nameClusters } from "./name-clusters.ts";
import { createActFilter } from "./one-row-per-act.ts";
import { summarizeFacts } from "./summarize-facts.ts";

interface AuditPage {
	readonly auditRecords: {
		readonly edges: readonly { readonly node: AuditRecord }[];
		readonly pageInfo: {
			readonly hasNextPage: boolean;
			readonly endCursor: string | null;
		};
	};
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
	for (let after: string | null = null; records.length < number; ) {
		const { auditRecords }: AuditPage = await api.ask<AuditPage>(
			auditDocument,
			{ first: Math.min(pageSize, number), after, filter },
		);
		records.push(...auditRecords.edges.map(({ node }) => node).filter(hasRow));
		after = auditRecords.pageInfo.endCursor;
		if (!auditRecords.pageInfo.hasNextPage || after === null) break;
	}
	records.length = Math.min(records.length, number);
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
