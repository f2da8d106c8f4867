import type { Clock, NewId, Transaction } from "@quarterdeck/runtime";
import type { AuditEvent, AuditRecord } from "./audit-record.ts";
import type { AuditStore } from "./audit-store.ts";
import {
	type ChainEntry,
	type ChainHead,
	nextEntry,
	recordOf,
} from "./chain.ts";

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

/** Writes it unless there is one with its code, subject and facts; of many that try at once one does. */
export async function recordEventOnce(
	deps: RecordDeps,
	tx: Transaction,
	event: AuditEvent & { readonly subjectId: string },
): Promise<AuditRecord | undefined> {
	const head = await deps.auditStore.lockHead(tx, event.organisationId);
	const entry = entryOf(deps, head, event);
	if (await deps.auditStore.isRecorded(tx, entry)) return undefined;
	deps.auditStore.append(tx, entry);
	return recordOf(entry);
}

function entryOf(
	deps: RecordDeps,
	head: ChainHead,
	event: AuditEvent,
): ChainEntry {
	return nextEntry(head, event, {
		id: deps.newId("audit"),
		at: deps.clock.now(),
	});
}

/** Writes one record behind a head that this transaction has locked. */
export function appendEvent(
	deps: RecordDeps,
	tx: Transaction,
	head: ChainHead,
	event: AuditEvent,
): AuditRecord {
	const entry = entryOf(deps, head, event);
	deps.auditStore.append(tx, entry);
	return recordOf(entry);
}
