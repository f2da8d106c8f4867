import type { OrganisationId } from "@quarterdeck/contract";
import type { Transaction } from "@quarterdeck/runtime";
import type { ProposalDecision, StoredProposal } from "./proposal.ts";

/** Where proposals lie. Whoever inserts holds the lock of the organisation's configuration. */
export interface ProposalStore {
	/** Gives it the next number of its organisation, and returns that. */
	insert(
		tx: Transaction,
		proposal: Omit<
			StoredProposal,
			"number" | "state" | "decidedBy" | "decidedAt"
		>,
	): Promise<number>;
	find(
		organisationId: OrganisationId,
		number: number,
		tx?: Transaction,
	): Promise<StoredProposal | undefined>;
	/** Newest first, below a number when given. */
	list(
		organisationId: OrganisationId,
		page: { readonly limit: number; readonly below?: number | undefined },
	): Promise<readonly StoredProposal[]>;
	/** How many can still be approved. */
	countOpen(
		tx: Transaction,
		organisationId: OrganisationId,
		base: number,
		now: Date,
	): Promise<number>;
	/** False when it was decided before: the first decision stands. */
	decide(
		tx: Transaction,
		organisationId: OrganisationId,
		number: number,
		decision: {
			readonly state: ProposalDecision;
			readonly by: string;
			readonly at: Date;
		},
	): Promise<boolean>;
}
