import type { OrganisationId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { SignedHead } from "./signed-head.ts";

/** A head that no signature covers yet. */
export interface UnsignedHead {
	readonly organisationId: OrganisationId;
	readonly seq: number;
	readonly hash: string;
}

/** Where signed heads lie, beside the chains and append only like them. */
export interface SignedHeads {
	/** Heads behind the newest signed one of their chain, at most `limit`; of one organisation when it is given. */
	listUnsigned(
		limit: number,
		organisationId?: OrganisationId,
	): Promise<readonly UnsignedHead[]>;
	/** Adds it. @returns whether it is new: another replica may have signed the same head. */
	add(tx: Transaction, head: SignedHead): Promise<boolean>;
	/** The newest of a chain, or undefined when none was signed yet. */
	newest(organisationId: OrganisationId): Promise<SignedHead | undefined>;
	/** Those of one range of numbers (after < seq ≤ upTo), at most `limit`, in ascending order. */
	range(
		organisationId: OrganisationId,
		afterSeq: number,
		upToSeq: number,
		limit: number,
	): Promise<readonly SignedHead[]>;
}
