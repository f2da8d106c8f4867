import { verifyAuditDocument } from "../api/documents.ts";
import type { CommandContext } from "../command-context.ts";
import { exitCodes } from "../exit-codes.ts";

interface Verification {
	readonly verifyAudit: {
		readonly ok: boolean;
		readonly records: number;
		readonly reason: string | null;
		readonly brokenAt: {
			readonly seq: number;
			readonly at: string;
			readonly code: string;
		} | null;
	};
}

/** Has the whole chain recomputed and tells the first record that does not fit. @returns the exit code. */
export async function verifyAudit(context: CommandContext): Promise<number> {
	const { verifyAudit: result } = await context
		.api()
		.ask<Verification>(verifyAuditDocument);
	const { terminal } = context;
	if (result.ok) {
		terminal.out(`Verified ${result.records} records; the chain is intact.\n`);
		return exitCodes.done;
	}
	const where = result.brokenAt
		? `record ${result.brokenAt.seq} (${result.brokenAt.code}, ${result.brokenAt.at})`
		: "its end";
	terminal.say(
		`The chain is broken at ${where}: ${result.reason ?? "reason unknown"}.\n`,
	);
	terminal.say("Keep the database unchanged and find out who wrote to it.\n");
	return exitCodes.failed;
}
