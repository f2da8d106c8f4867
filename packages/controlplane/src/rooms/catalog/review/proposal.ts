import type { OrganisationId, PersonId } from "@quarterdeck/contract";

/*
 * A change that widens rights, while settings.review says "configuration":
 *
 *   pending ──another member──► approved (a new version) | rejected
 *      └──its author──► withdrawn
 *
 * A pending one cannot be approved any more when its base is no longer the current version (outdated) or its time is over (expired).
 */
export type ProposalDecision = "approved" | "rejected" | "withdrawn";
export type ProposalState =
	| "pending"
	| ProposalDecision
	| "outdated"
	| "expired";

/** A proposal as it is kept. */
export interface StoredProposal {
	readonly organisationId: OrganisationId;
	/** From 1 in each organisation. */
	readonly number: number;
	/** The version it was made from. */
	readonly base: number;
	/** Secrets included: show it redacted. */
	readonly yaml: string;
	readonly note: string | undefined;
	/** What it widens, each in a sentence. */
	readonly widens: readonly string[];
	readonly rolledBackTo: number | undefined;
	readonly authorId: PersonId;
	readonly author: string;
	readonly createdAt: Date;
	readonly expiresAt: Date;
	readonly state: "pending" | ProposalDecision;
	readonly decidedBy: string | undefined;
	readonly decidedAt: Date | undefined;
}

/** A proposal as it is shown: its state is that of this moment, and its secrets are replaced. */
export interface Proposal extends Omit<StoredProposal, "state"> {
	readonly state: ProposalState;
}

/** How long a proposal may wait. */
export const proposalLifetimeMs = 7 * 24 * 3_600_000;
/** Proposals of an organisation that may wait at the same time. */
export const maxPending = 20;

/** Whether this person proposed it: who has the same address is the same person. */
export function isAuthor(
	{ authorId, author }: Pick<StoredProposal, "author" | "authorId">,
	actor: { readonly personId: string; readonly email: string },
): boolean {
	return authorId === actor.personId || author === actor.email;
}

/** What has become of it by now. */
export function stateOf(
	{ state, base, expiresAt }: StoredProposal,
	current: number,
	now: Date,
): ProposalState {
	if (state !== "pending") return state;
	if (base !== current) return "outdated";
	return expiresAt <= now ? "expired" : "pending";
}
