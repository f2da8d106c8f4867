import { identitiesLentDocument } from "../api/documents.ts";
import type { CommandContext } from "../command-context.ts";
import { ceilingFile, type Identities } from "./ceiling-file.ts";

/** Prints the ceiling file that fits the configuration in force. */
export async function printCeiling(context: CommandContext): Promise<void> {
	const { identitiesLent } = await context
		.api()
		.ask<{ identitiesLent: Identities }>(identitiesLentDocument);
	context.terminal.out(ceilingFile(identitiesLent));
}
