import type { OrganisationId } from "@quarterdeck/contract";
import type { SignedHead } from "./signed-head.ts";
import type { SignedHeads } from "./signed-heads.ts";

const batchSize = 1000;

/** All rows of signed heads of a range of numbers (after < seq ≤ upTo), by number; the next batch is read when it is asked for. */
export async function* everySignedHead(
	signedHeads: Pick<SignedHeads, "range">,
	organisationId: OrganisationId,
	afterSeq: number,
	upToSeq: number,
): AsyncGenerator<readonly SignedHead[]> {
	let after = { seq: afterSeq + 1, signature: "" };
	for (;;) {
		const heads = await signedHeads.range(
			organisationId,
			after,
			upToSeq,
			batchSize,
		);
		if (heads.length > 0) yield heads;
		const last = heads.at(-1);
		if (!last || heads.length < batchSize) return;
		after = last;
	}
}
