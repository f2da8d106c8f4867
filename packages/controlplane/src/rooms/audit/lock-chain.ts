import type { OrganisationId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { AuditEvent, AuditRecord } from "./audit-record.ts";
import type { ChainHead } from "./chain.ts";
import { appendEvent, type RecordDeps } from "./record-event.ts";

/** An organisation's chain, which nobody else appends to until the transaction ends. */
export interface LockedChain {
	/** The chain was only just begun, maybe by another: what was read while this was locked may be older than the lock. */
	readonly isFresh: boolean;
	/** Writes the next record; if that fails, the transaction fails. */
	append(event: AuditEvent): AuditRecord;
}

/**
 * Locks the chain first, for a change whose reads travel together with the lock. Whoever has nothing to read along writes with
 * `recordEvent`, last in the transaction.
 */
export async function lockChain(
	deps: RecordDeps,
	tx: Transaction,
	organisationId: OrganisationId,
): Promise<LockedChain> {
	const locked = await deps.auditStore.lockHead(tx, organisationId);
	let head: ChainHead = locked;
	return {
		isFresh: locked.isFresh === true,
		append(event) {
			const record = appendEvent(deps, tx, head, event);
			head = record;
			return record;
		},
	};
}
