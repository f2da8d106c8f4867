import { acknowledgeLostHeadDocument } from "../api/documents.ts";
import type { CommandContext } from "../command-context.ts";
import { readNotedHead } from "./noted-head.ts";

/** Records why a signed head that the chain lost is in order. @throws CliFailure, also when no such loss is open. */
export async function acknowledgeLostHead(
	head: string,
	options: { readonly reason: string },
	context: CommandContext,
): Promise<void> {
	const { seq, hash } = readNotedHead(head);
	const { acknowledgeLostAuditHead: record } = await context
		.api()
		.ask<{ acknowledgeLostAuditHead: { readonly seq: number } }>(
			acknowledgeLostHeadDocument,
			{ head: { seq, hash }, reason: options.reason },
		);
	context.terminal.say(
		`Acknowledged that the chain lost the head of record ${seq}; this is record ${record.seq}.\n`,
	);
}
