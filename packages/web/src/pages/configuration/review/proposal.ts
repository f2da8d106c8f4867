import type { ResultOf } from "../../../data/graphql.ts";
import type { configurationProposalsDocument } from "../documents.ts";

/** A change that widens rights, as the control plane lists it. */
export type Proposal = ResultOf<
	typeof configurationProposalsDocument
>["configurationProposals"]["edges"][number]["node"];

/** Whether somebody can still decide it. */
export function isWaiting({ state }: Pick<Proposal, "state">): boolean {
	return state === "pending";
}

const words: Readonly<Record<string, string>> = {
	pending: "waiting",
	approved: "approved",
	rejected: "rejected",
	withdrawn: "withdrawn",
	outdated: "outdated",
	expired: "expired",
};

/** `approved`; a state that this page does not know is shown as it is. */
export function stateWords(state: string): string {
	return words[state] ?? state;
}

/** Why a change that waited can no longer be decided, where nobody decided it. */
export function whyClosed({
	state,
	base,
}: Pick<Proposal, "state" | "base">): string | undefined {
	if (state === "outdated")
		return `It was made from version ${base}, which is no longer in use. To make the change, apply it again.`;
	if (state === "expired")
		return "Nobody decided in time. To make the change, apply it again.";
	return undefined;
}
