import type { OrganisationId } from "@quarterdeck/contract";
import type { Transact } from "@quarterdeck/runtime";
import type { AuditFilter, AuditWho } from "./audit-record.ts";
import type { ChainEntry } from "./chain.ts";
import { type RecordDeps, recordEvent } from "./record-event.ts";

export interface ExportRecords {
	readonly organisationId: OrganisationId;
	readonly who: AuditWho;
	readonly filter: AuditFilter;
	/** How they are handed out, e.g. csv. */
	readonly format: string;
	/** Ends the reading when nobody takes the records any more. */
	readonly signal: AbortSignal;
}

/** Records one statement looks at: short, so that an export is in nobody's way, and little to hold. */
const rangeSize = 2000;

/**
 * Notes that records are handed out, and answers those that match from the first of the chain to that very note, in the order of the
 * chain and in pieces that fit into memory. Nothing is read before it is asked for; what is appended meanwhile is left out.
 * @throws AppError INPUT_INVALID for a text that cannot be searched for.
 */
export async function exportRecords(
	deps: RecordDeps & { readonly transact: Transact },
	{ organisationId, who, filter, format, signal }: ExportRecords,
): Promise<AsyncIterableIterator<readonly ChainEntry[]>> {
	const look = deps.auditStore.prepareRangeScan(organisationId, filter);
	const note = await deps.transact((tx) =>
		recordEvent(deps, tx, {
			organisationId,
			code: "audit.exported",
			who,
			outcome: "succeeded",
			facts: { format, ...factsOf(filter) },
		}),
	);
	return inRanges(look, note.seq, signal);
}

async function* inRanges(
	look: (afterSeq: number, upToSeq: number) => Promise<readonly ChainEntry[]>,
	lastSeq: number,
	signal: AbortSignal,
): AsyncGenerator<readonly ChainEntry[]> {
	for (let after = 0; after < lastSeq; after += rangeSize) {
		if (signal.aborted) return;
		const found = await look(after, Math.min(after + rangeSize, lastSeq));
		if (found.length > 0) yield found;
	}
}

function factsOf(filter: AuditFilter): Record<string, string> {
	const asText = (value: unknown) =>
		value instanceof Date ? value.toISOString() : String(value);
	return Object.fromEntries(
		Object.entries(filter)
			.filter(([, value]) => value !== undefined)
			.map(([name, value]) => [name, asText(value)]),
	);
}
