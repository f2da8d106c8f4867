import type { OrganisationId, Page, PageRequest } from "@quarterdeck/contract";
import type { Metrics, Transaction } from "@quarterdeck/runtime";
import type {
	AuditEvent,
	AuditFilter,
	AuditOrder,
	AuditRecord,
	AuditWho,
} from "./audit-record.ts";
import type { ChainEntry, ChainHead } from "./chain.ts";
import type { ExportRecords } from "./export-records.ts";
import type { FollowRecords } from "./follow-records.ts";
import type { LockedChain } from "./lock-chain.ts";
import type { LossState, LostHead } from "./lost-heads.ts";
import type { SignedHead } from "./signed-head.ts";
import type { ChainVerification } from "./verify-chain.ts";
import type { HeadWatch } from "./watch-heads.ts";

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
	/** The newest head of a chain that we signed and the chain holds, or undefined when there is none. */
	newestSignedHead(
		organisationId: OrganisationId,
	): Promise<SignedHead | undefined>;
	noteLostHead(head: SignedHead, cluster?: string): Promise<LossState>;
	openLostHeads(organisationId: OrganisationId): Promise<readonly LostHead[]>;
	acknowledgeLostHead(given: {
		readonly organisationId: OrganisationId;
		readonly head: ChainHead;
		readonly who: AuditWho;
		readonly reason: string;
	}): Promise<AuditRecord>;
	/** What looks after the signed heads. Only where the room was made with a key. @throws TypeError elsewhere. */
	watchHeads(metrics: Pick<Metrics, "gauge">): HeadWatch;
	/**
	 * All signed heads of a chain up to that number whose signature is right, oldest first, in pieces that fit into memory. A loss that
	 * was acknowledged is left out.
	 */
	signedHeads(
		organisationId: OrganisationId,
		upToSeq: number,
	): AsyncIterableIterator<readonly SignedHead[]>;
	/** The public key that heads are signed with, as `SignedHead` writes it; absent where the room was made without one. */
	readonly headKey: string | undefined;
}
