import type { OrganisationId } from "@quarterdeck/contract";
import type { Clock, Log, Transact } from "@quarterdeck/runtime";
import type { HeadCopies } from "./head-copies.ts";
import type { HeadSigner, SignedHead } from "./signed-head.ts";
import type { SignedHeads } from "./signed-heads.ts";

export interface SignHeadsDeps {
	readonly signedHeads: SignedHeads;
	readonly headSigner: HeadSigner;
	readonly headCopies: readonly HeadCopies[];
	readonly transact: Transact;
	readonly clock: Clock;
	readonly log: Log;
}

/** Heads that are read at once. */
const batchSize = 200;

/**
 * Signs every head that grew since it was signed last, of one organisation when it is given, and sends the signed ones out. A place
 * that does not take one is logged and holds nothing up: the next head stands for this one too.
 */
export async function signHeads(
	deps: SignHeadsDeps,
	options: {
		readonly organisationId?: OrganisationId;
		readonly signal?: AbortSignal;
	} = {},
): Promise<void> {
	const sendOut = createSender(deps);
	for (let count = batchSize; count === batchSize; ) {
		const heads = await deps.signedHeads.listUnsigned(
			batchSize,
			options.organisationId,
		);
		for (const head of heads) {
			if (options.signal?.aborted) return;
			const at = deps.clock.now().toISOString();
			const signed = deps.headSigner.sign({ ...head, at });
			const isNew = await deps.transact((tx) =>
				deps.signedHeads.add(tx, signed),
			);
			if (isNew) await sendOut(signed);
		}
		count = heads.length;
	}
}

/** Sends heads to every place that has not failed yet: a dead one is waited for once. */
function createSender({
	headCopies,
	log,
}: Pick<SignHeadsDeps, "headCopies" | "log">): (
	head: SignedHead,
) => Promise<void> {
	const working = new Set(headCopies);
	async function send(copies: HeadCopies, head: SignedHead): Promise<void> {
		try {
			await copies.keep(head);
		} catch (error) {
			working.delete(copies);
			log.error("signed audit heads were not sent out", {
				name: copies.name,
				error,
			});
		}
	}
	return async (head) => {
		await Promise.all([...working].map((copies) => send(copies, head)));
	};
}
