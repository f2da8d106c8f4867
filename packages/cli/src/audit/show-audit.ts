import { auditRecordDocument } from "../api/documents.ts";
import { CliFailure } from "../cli-failure.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";
import type { ThingOutput } from "../output/list-outputs.ts";
import { printThing } from "../output/print-thing.ts";
import type { AuditRecord } from "./audit-record.ts";
import { describeRecord } from "./describe-record.ts";

/** Prints one record, named by its number or its ID. @throws CliFailure when there is none. */
export async function showAudit(
	name: string,
	options: { readonly output: ThingOutput },
	context: CommandContext,
): Promise<void> {
	const isNumber = /^\d{1,9}$/.test(name);
	const { auditRecord } = await context
		.api()
		.ask<{ auditRecord: AuditRecord | null }>(auditRecordDocument, {
			id: isNumber ? null : name,
			seq: isNumber ? Number(name) : null,
		});
	if (!auditRecord)
		throw new CliFailure(
			`There is no audit record ${name}. List them with: qd audit list`,
			{ exitCode: exitCodes.failed },
		);
	const { terminal } = context;
	if (options.output === "text")
		return terminal.out(describeRecord(auditRecord));
	await printThing(auditRecord, { output: options.output, terminal });
}
