import { isAuditCode } from "./audit-codes.ts";
import { type ChainEntry, type ChainHead, entryHash } from "./chain.ts";

/** What a walk along a chain found. */
export interface BrokenChain {
	readonly ok: false;
	/** Records that are proved to be as they were written. */
	readonly records: number;
	/** The first record that is not, when there is one to show. */
	readonly brokenAt?: { readonly seq: number; readonly id?: string };
	readonly reason: string;
}

/** Why the entry cannot be the one behind `before`; undefined when it is. */
export function findBreak(
	entry: ChainEntry,
	before: ChainHead,
	organisationId: string,
): BrokenChain | undefined {
	const reason = whyBroken(entry, before, organisationId);
	if (reason === undefined) return undefined;
	const missing = entry.seq > before.seq + 1;
	return {
		ok: false,
		records: before.seq,
		brokenAt: missing
			? { seq: before.seq + 1 }
			: { seq: entry.seq, id: entry.id },
		reason,
	};
}

function whyBroken(
	entry: ChainEntry,
	before: ChainHead,
	organisationId: string,
): string | undefined {
	if (entry.seq > before.seq + 1)
		return `the record ${before.seq + 1} is missing`;
	if (entry.seq <= before.seq) return "the record stands where none belongs";
	if (entry.previousHash !== before.hash)
		return "it does not follow the record before it";
	if (
		entry.organisationId !== organisationId ||
		entryHash(entry) !== entry.hash
	)
		return "it was altered after it was written";
	if (!isAuditCode(entry.code)) return `its code ${entry.code} is unknown`;
	return undefined;
}
