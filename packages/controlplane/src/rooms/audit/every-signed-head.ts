import type { OrganisationId } from "@quarterdeck/contract";
import type { SignedHead } from "./signed-head.ts";
import type { SignedHeads } from "./signed-heads.ts";

const batchSize = 1000;

/** All signed heads of a chain up to a number, oldest first; the next batch is read when it is asked for. */
export async function* everySignedHead(
	signedHeads: Pick<SignedHeads, "range">,
	organisationId: OrganisationId,
	upToSeq: number,
): AsyncGenerator<readonly SignedHead[]> {
	for (let after = 0; ; ) {
		const heads = await signedHeads.range(
			organisationId,
			after,
			upToSeq,
			batchSize,
		);
		if (heads.length > 0) yield heads;
		if (heads.length < batchSize) return;
		after = heads.at(-1)?.seq ?? upToSeq;
	}
}
