import type { OrganisationId, Page, PageRequest } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type {
	AuditEvent,
	AuditFilter,
	AuditOrder,
	AuditRecord,
} from "./audit-record.ts";
import type { ChainEntry, ChainHead } from "./chain.ts";
import type { ExportRecords } from "./export-records.ts";
import type { FollowRecords } from "./follow-records.ts";
import type { LockedChain } from "./lock-chain.ts";
import type { SignedHead } from "./signed-head.ts";
import type { ChainVerification } from "./verify-chain.ts";

/** What was done, by whom, and how it ended. What each method promises stands at the function of the same name. */
export interface Audit {
	/** Writes that something begins; end it with `closeRecord` under the same subject id. */
	openRecord(
		tx: Transaction,
		event: Omit<AuditEvent, "outcome"> & { readonly subjectId: string },
	): Promise<AuditRecord>;
	/** Writes how something that was opened ended. */
	closeRecord(
		tx: Transaction,
		event: AuditEvent & { readonly subjectId: string },
	): Promise<AuditRecord>;
	/** Writes something that is over at once. */
	recordEvent(tx: Transaction, event: AuditEvent): Promise<AuditRecord>;
	/** Writes it unless it was written already: a record with the same code, subject and facts. For what many replicas hear at once. */
	recordEventOnce(
		tx: Transaction,
		event: AuditEvent & { readonly subjectId: string },
	): Promise<AuditRecord | undefined>;
	lockChain(
		tx: Transaction,
		organisationId: OrganisationId,
	): Promise<LockedChain>;
	listRecords(
		organisationId: OrganisationId,
		filter: AuditFilter,
		page: PageRequest & { readonly order?: AuditOrder | undefined },
	): Promise<Page<AuditRecord>>;
	findRecord(
		organisationId: OrganisationId,
		id: string,
	): Promise<AuditRecord | undefined>;
	findNumberedRecord(
		organisationId: OrganisationId,
		seq: number,
	): Promise<AuditRecord | undefined>;
	/** Only where the room was made with signals. @throws TypeError elsewhere. */
	followRecords: FollowRecords;
	exportRecords(
		request: ExportRecords,
	): Promise<AsyncIterableIterator<readonly ChainEntry[]>>;
	verifyChain(
		organisationId: OrganisationId,
		options?: { readonly signal?: AbortSignal },
	): Promise<ChainVerification>;
	whyNotHeld(
		organisationId: OrganisationId,
		noted: ChainHead,
	): Promise<string | undefined>;
	/** Only where the room was made with a key. @throws TypeError elsewhere. */
	signHeads(options?: {
		readonly organisationId?: OrganisationId;
		readonly signal?: AbortSignal;
	}): Promise<void>;
	/** The newest signed head of a chain, or undefined when none was signed yet. */
	newestSignedHead(
		organisationId: OrganisationId,
	): Promise<SignedHead | undefined>;
	/** All signed heads of a chain up to that number, oldest first, in pieces that fit into memory. */
	signedHeads(
		organisationId: OrganisationId,
		upToSeq: number,
	): AsyncIterableIterator<readonly SignedHead[]>;
	/** The public key that heads are signed with, as `SignedHead` writes it; absent where the room was made without one. */
	readonly headKey: string | undefined;
}
