import {
	AppError,
	type OrganisationId,
	type Page,
	type PageRequest,
	pageOf,
	rowsToRead,
} from "@quarterdeck/contract";
import type { AuditFilter, AuditOrder, AuditRecord } from "./audit-record.ts";
import type { AuditStore } from "./audit-store.ts";
import { recordOf } from "./chain.ts";

/**
 * Records of an organisation's chain, newest first unless the order says otherwise.
 * @throws AppError INPUT_INVALID when the cursor is not one of ours.
 */
export async function listRecords(
	deps: { readonly auditStore: AuditStore },
	organisationId: OrganisationId,
	filter: AuditFilter,
	page: PageRequest & { readonly order?: AuditOrder | undefined },
): Promise<Page<AuditRecord>> {
	const { entries, lookedBackTo } = await deps.auditStore.list(
		organisationId,
		filter,
		{
			limit: rowsToRead(page),
			order: page.order,
			behindSeq: page.after === undefined ? undefined : readCursor(page.after),
		},
	);
	const listed = pageOf(entries.map(recordOf), page, (record) =>
		String(record.seq),
	);
	return lookedBackTo === undefined || listed.nextCursor !== undefined
		? listed
		: { ...listed, nextCursor: String(lookedBackTo) };
}

/** One record, or undefined when the organisation has none of that id. */
export async function findRecord(
	deps: { readonly auditStore: AuditStore },
	organisationId: OrganisationId,
	id: string,
): Promise<AuditRecord | undefined> {
	const entry = await deps.auditStore.find(organisationId, id);
	return entry && recordOf(entry);
}

/** The record with that number, or undefined when the chain has none. */
export async function findNumberedRecord(
	deps: { readonly auditStore: AuditStore },
	organisationId: OrganisationId,
	seq: number,
): Promise<AuditRecord | undefined> {
	const [entry] = await deps.auditStore.scan(organisationId, seq - 1, 1);
	return entry?.seq === seq ? recordOf(entry) : undefined;
}

function readCursor(cursor: string): number {
	if (!/^\d{1,15}$/.test(cursor))
		throw new AppError("INPUT_INVALID", {
			field: "after",
			reason: "it is not a cursor of this list",
		});
	return Number(cursor);
}
