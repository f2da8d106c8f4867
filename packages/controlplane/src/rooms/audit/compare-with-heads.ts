import type { ChainHead } from "./chain.ts";
import type { BrokenChain } from "./why-broken.ts";

/** What was known of a chain's end, and where the walk ended. */
export interface SeenHeads {
	readonly walked: ChainHead;
	/** The record with the number of `headBefore`, as the walk saw it. */
	readonly atHead: ChainHead;
	readonly headBefore: ChainHead | undefined;
	readonly headAfter: ChainHead | undefined;
}

/** What is wrong with the end of a chain whose records are sound. */
export function compareWithHeads(seen: SeenHeads): BrokenChain | undefined {
	const { walked, atHead, headBefore, headAfter } = seen;
	const wrong = (reason: string, seq?: number): BrokenChain => ({
		ok: false,
		records: walked.seq,
		...(seq === undefined ? {} : { brokenAt: { seq } }),
		reason,
	});
	if (!headAfter) return wrong("the head of the chain is missing");
	if (walked.seq > headAfter.seq)
		return wrong("a record stands behind the head", headAfter.seq + 1);
	const last = headBefore?.seq ?? headAfter.seq;
	if (walked.seq < last)
		return wrong(
			`the records ${walked.seq + 1} to ${last} are missing at the end`,
			walked.seq + 1,
		);
	if (headBefore && atHead.hash !== headBefore.hash)
		return wrong(
			"the last record is not the one the head names",
			headBefore.seq,
		);
	return undefined;
}
