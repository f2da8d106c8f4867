import type { Clock, NewId, Transaction } from "@quarterdeck/runtime";
import type { AuditEvent, AuditRecord } from "./audit-record.ts";
import type { AuditStore } from "./audit-store.ts";
import { type ChainHead, nextEntry, recordOf } from "./chain.ts";

export interface RecordDeps {
	readonly auditStore: AuditStore;
	readonly clock: Clock;
	readonly newId: NewId;
}

/**
 * Writes one record at the end of the organisation's chain, in the transaction of what it tells about.
 * The head stays locked until that transaction ends: call it last, or every other change of the organisation waits.
 */
export async function recordEvent(
	deps: RecordDeps,
	tx: Transaction,
	event: AuditEvent,
): Promise<AuditRecord> {
	const head = await deps.auditStore.lockHead(tx, event.organisationId);
	return appendEvent(deps, tx, head, event);
}

/** Writes one record behind a head that this transaction has locked. */
export function appendEvent(
	deps: RecordDeps,
	tx: Transaction,
	head: ChainHead,
	event: AuditEvent,
): AuditRecord {
	const entry = nextEntry(head, event, {
		id: deps.newId("audit"),
		at: deps.clock.now(),
	});
	deps.auditStore.append(tx, entry);
	return recordOf(entry);
}
