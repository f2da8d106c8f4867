import type { OrganisationId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { AuditFilter } from "./audit-record.ts";
import type { ChainEntry, ChainHead, LockedHead } from "./chain.ts";

/** Where the chains lie: one per organisation, append only. */
export interface AuditStore {
	/** The head of a chain, locked until the transaction ends, so that appends of one organisation follow one another. */
	lockHead(
		tx: Transaction,
		organisationId: OrganisationId,
	): Promise<LockedHead>;
	/** Appends an entry and moves the head to it; if that fails, the transaction fails. */
	append(tx: Transaction, entry: ChainEntry): void;
	/** The head, or undefined when the organisation has none. */
	head(organisationId: OrganisationId): Promise<ChainHead | undefined>;
	/** Entries that match, newest first, below `beforeSeq` when given. */
	list(
		organisationId: OrganisationId,
		filter: AuditFilter,
		page: { readonly limit: number; readonly beforeSeq?: number | undefined },
	): Promise<readonly ChainEntry[]>;
	/** Entries behind `afterSeq` in ascending order, as they are stored; for verification. */
	scan(
		organisationId: OrganisationId,
		afterSeq: number,
		limit: number,
	): Promise<readonly ChainEntry[]>;
}
