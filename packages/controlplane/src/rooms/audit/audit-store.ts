import type { OrganisationId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { AuditFilter, AuditOrder } from "./audit-record.ts";
import type { ChainEntry, ChainHead, LockedHead } from "./chain.ts";

export interface ListedEntries {
	readonly entries: readonly ChainEntry[];
	/** The last entry that was looked at, when there are more that were not. */
	readonly lookedBackTo: number | undefined;
}

/** Where the chains lie: one per organisation, append only. */
export interface AuditStore {
	/** The head of a chain, locked until the transaction ends, so that appends of one organisation follow one another. */
	lockHead(
		tx: Transaction,
		organisationId: OrganisationId,
	): Promise<LockedHead>;
	/** Appends an entry and moves the head to it; if that fails, the transaction fails. */
	append(tx: Transaction, entry: ChainEntry): void;
	/** Whether there is an entry with the code, the subject and the very facts of this one. */
	isRecorded(tx: Transaction, entry: ChainEntry): Promise<boolean>;
	/** The head, or undefined when the organisation has none. */
	head(organisationId: OrganisationId): Promise<ChainHead | undefined>;
	/**
	 * Entries that match, by instant and then by number, newest first unless the order says otherwise, behind the one of number `behindSeq` when given.
	 * Where no index helps a bounded number of entries is looked at, and the rest left for the next page.
	 */
	list(
		organisationId: OrganisationId,
		filter: AuditFilter,
		page: {
			readonly limit: number;
			readonly behindSeq?: number | undefined;
			readonly order?: AuditOrder | undefined;
		},
	): Promise<ListedEntries>;
	/** The entry of that id. */
	find(
		organisationId: OrganisationId,
		id: string,
	): Promise<ChainEntry | undefined>;
	/**
	 * What reads the entries of one range of numbers (after < seq ≤ upTo) that match, in ascending order, as they are stored.
	 * @throws AppError INPUT_INVALID for a text that cannot be searched for.
	 */
	prepareRangeScan(
		organisationId: OrganisationId,
		filter: AuditFilter,
	): (afterSeq: number, upToSeq: number) => Promise<readonly ChainEntry[]>;
	/** Entries behind `afterSeq` in ascending order, as they are stored; for verification. */
	scan(
		organisationId: OrganisationId,
		afterSeq: number,
		limit: number,
	): Promise<readonly ChainEntry[]>;
}
