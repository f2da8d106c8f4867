import type { z } from "zod";
import type { AgentCredential, PendingJoin } from "./agent-credential.ts";

/** A port: where the agent keeps its credential. Reading answers undefined when there is none and rejects when it cannot be used. */
export interface CredentialStore {
	read(): Promise<AgentCredential | undefined>;
	/** Durable when it resolves. Rejects when another agent has changed the credential since this one read it. */
	write(credential: AgentCredential): Promise<void>;
	readPending(): Promise<PendingJoin | undefined>;
	writePending(pending: PendingJoin): Promise<void>;
	clearPending(): Promise<void>;
}

/** What both stores write. */
export function writeStored(value: AgentCredential | PendingJoin): string {
	return `${JSON.stringify(value, undefined, "\t")}\n`;
}

/** What both stores read. @throws Error naming `where`, without quoting the text: it may hold a seed. */
export function readStored<S extends z.ZodType>(
	where: string,
	text: string,
	schema: S,
): z.output<S> {
	let value: unknown;
	try {
		value = JSON.parse(text);
	} catch {
		value = undefined;
	}
	const result = schema.safeParse(value);
	if (result.success) return result.data;
	throw new Error(
		`${where} is damaged. Remove it and join again with: qd cluster add NAME --again`,
	);
}
