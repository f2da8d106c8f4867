import { auditDocument } from "../api/documents.ts";
import type { CommandContext } from "../command-context.ts";
import { table } from "../output/table.ts";
import type { AuditOptions } from "./audit-options.ts";
import { summarizeFacts } from "./summarize-facts.ts";

interface AuditRecord {
	readonly seq: number;
	readonly at: string;
	readonly code: string;
	readonly outcome: string | null;
	readonly person: string | null;
	readonly clusters: readonly string[];
	readonly facts: unknown;
	readonly durationMs: number | null;
	readonly ref: string | null;
}

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

/** Prints the newest records that match, as a table or as JSON lines. */
export async function listAudit(
	options: AuditOptions,
	context: CommandContext,
): Promise<void> {
	const { number, output, ...filter } = options;
	const api = context.api();
	const records: AuditRecord[] = [];
	for (let after: string | null = null; records.length < number; ) {
		const first = Math.min(pageSize, number - records.length);
		const { auditRecords }: AuditPage = await api.ask<AuditPage>(
			auditDocument,
			{ first, after, filter },
		);
		records.push(...auditRecords.edges.map(({ node }) => node));
		after = auditRecords.pageInfo.endCursor;
		if (!auditRecords.pageInfo.hasNextPage || after === null) break;
	}
	const { terminal } = context;
	if (output === "json")
		return terminal.out(
			records.map((record) => `${JSON.stringify(record)}\n`).join(""),
		);
	terminal.out(
		table(
			["SEQ", "AT (UTC)", "WHAT", "OUTCOME", "WHO", "WHERE", "MS", "ABOUT"],
			records.map(rowOf),
			// A pipe gets everything; a person gets lines that do not wrap.
			terminal.isInteractive ? terminal.columns : undefined,
		),
	);
}

function rowOf(record: AuditRecord): string[] {
	return [
		String(record.seq),
		// To the second: -o json has all of it.
		record.at.slice(0, 19).replace("T", " "),
		record.code,
		record.outcome ?? "-",
		record.person ?? "-",
		record.clusters.join(",") || "-",
		record.durationMs === null ? "-" : String(Math.round(record.durationMs)),
		summarizeFacts(record.facts) || "-",
	];
}
