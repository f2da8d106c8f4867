import type { OrganisationId } from "@quarterdeck/contract";
import type { Clock, Log, Transact } from "@quarterdeck/runtime";
import type { HeadCopies } from "./head-copies.ts";
import type { LossState } from "./lost-heads.ts";
import { everyHead, isOwnHead, judgeRows } from "./own-heads.ts";
import type { HeadSigner, SignedHead } from "./signed-head.ts";
import type { HeadWithRows, SignedHeads } from "./signed-heads.ts";

export interface SignHeadsDeps {
	readonly signedHeads: SignedHeads;
	readonly headSigner: HeadSigner;
	readonly headCopies: readonly HeadCopies[];
	/** The newest that this process signed, of each chain: the database does not hold it. */
	readonly lastSigned: Map<string, SignedHead>;
	readonly whyNotHeld: (head: SignedHead) => Promise<string | undefined>;
	readonly noteLostHead: (head: SignedHead) => Promise<LossState>;
	readonly transact: Transact;
	readonly clock: Clock;
	readonly log: Log;
}

/**
 * Signs every head that no good signature of ours covers, of one organisation when it is given, and sends the signed ones out. What we
 * signed before and the chain holds no more is recorded first. A place that does not take a head, and a chain whose head cannot be
 * signed, are logged and hold nothing up.
 */
export async function signHeads(
	deps: SignHeadsDeps,
	options: {
		readonly organisationId?: OrganisationId;
		readonly signal?: AbortSignal;
	} = {},
): Promise<void> {
	const sendOut = createSender(deps);
	const { publicKey } = deps.headSigner;
	const heads = everyHead(deps.signedHeads, publicKey, options.organisationId);
	for await (const head of heads) {
		if (options.signal?.aborted) return;
		try {
			const signed = await signHead(deps, head);
			if (signed) await sendOut(signed);
		} catch (error) {
			if (options.organisationId !== undefined) throw error;
			deps.log.error("the head of an audit chain could not be signed", {
				organisationId: head.organisationId,
				error,
			});
		}
	}
}

/** @returns the signed head when it is new. */
async function signHead(
	deps: SignHeadsDeps,
	listed: HeadWithRows,
): Promise<SignedHead | undefined> {
	const { headSigner, signedHeads, lastSigned } = deps;
	const { organisationId } = listed;
	const { publicKey } = headSigner;
	let { seq, hash } = listed;
	const { held, lost } = judgeRows(listed, publicKey);
	if (await noteLosses(deps, lost, lastSigned.get(organisationId))) {
		// The record of the loss moved the head.
		for await (const now of everyHead(signedHeads, publicKey, organisationId))
			({ seq, hash } = now);
	}
	if (seq === 0 || (held?.seq === seq && held.hash === hash)) return undefined;
	const at = deps.clock.now().toISOString();
	const signed = headSigner.sign({ organisationId, seq, hash, at });
	const isNew = await deps.transact((tx) =>
		signedHeads.add(tx, signed, (row) => isOwnHead(row, publicKey)),
	);
	lastSigned.set(organisationId, signed);
	return isNew ? signed : undefined;
}

/** @returns whether a loss is open, so that the chain may have grown by its record. */
async function noteLosses(
	deps: SignHeadsDeps,
	lost: readonly SignedHead[],
	last: SignedHead | undefined,
): Promise<boolean> {
	const isLastLost = last && (await deps.whyNotHeld(last)) !== undefined;
	// The newest stands for those that were lost with it.
	for (const head of isLastLost ? [last, ...lost] : lost)
		if ((await deps.noteLostHead(head)) === "open") return true;
	return false;
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
