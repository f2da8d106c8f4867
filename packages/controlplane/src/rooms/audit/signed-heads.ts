import type { OrganisationId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { ChainHead } from "./chain.ts";
import type { SignedHead } from "./signed-head.ts";

/** A row as it lies in the database: nothing of it is proved. */
export interface StoredHead extends SignedHead {
	/** Whether the chain has a record with this number and hash. */
	readonly isHeld: boolean;
}

/** The end of a chain, and the newest rows that claim to be signed heads of it. */
export interface HeadWithRows extends ChainHead {
	readonly organisationId: OrganisationId;
	readonly rows: readonly StoredHead[];
}

/** Which heads to list. */
export interface HeadPage {
	/** Rows that name another key are left out; without it none are. */
	readonly publicKey: string | undefined;
	readonly limit: number;
	/** Only this organisation, or those behind `after`. */
	readonly organisationId?: OrganisationId | undefined;
	readonly after?: OrganisationId | undefined;
}

/**
 * Where signed heads lie, beside the chains and append only like them. Whoever owns the database can write here what they like: ask
 * `isSignatureValid` before you believe a row, also before you believe that there is nothing to do.
 */
export interface SignedHeads {
	/**
	 * Chains in the order of their organisations, each with its newest rows and the newest that the chain holds, newest first and a bounded
	 * number of them.
	 */
	listHeads(page: HeadPage): Promise<readonly HeadWithRows[]>;
	/** Adds it unless a row of its record is good already. @returns whether it is new: another replica may have signed the same head. */
	add(
		tx: Transaction,
		head: SignedHead,
		isGood: (row: SignedHead) => boolean,
	): Promise<boolean>;
	/** Rows of the numbers up to `upToSeq` behind `after`, at most `limit`, by number and signature. */
	range(
		organisationId: OrganisationId,
		after: Pick<SignedHead, "seq" | "signature">,
		upToSeq: number,
		limit: number,
	): Promise<readonly SignedHead[]>;
}
