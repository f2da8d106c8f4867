import type { OrganisationId } from "@quarterdeck/contract";
import type { AuditStore } from "./audit-store.ts";
import { type ChainEntry, type ChainHead, chainStart } from "./chain.ts";
import type { ClusterIndex } from "./cluster-index.ts";
import { compareWithHeads } from "./compare-with-heads.ts";
import { everySignedHead } from "./every-signed-head.ts";
import { isCovered } from "./lost-heads.ts";
import { everyHead, judgeRows, withoutMark } from "./own-heads.ts";
import {
	createSignatureCheck,
	type SignatureCheck,
} from "./signature-check.ts";
import {
	type AcknowledgedLoss,
	isSignatureValid,
	type SignedHead,
} from "./signed-head.ts";
import type { SignedHeads } from "./signed-heads.ts";
import { type BrokenChain, findBreak } from "./why-broken.ts";

/** The end of a chain that was walked. */
export interface VerifiedHead extends ChainHead {
	/** When its record was written; absent for a chain without records. */
	readonly at?: string;
}

export type ChainVerification =
	| {
			readonly ok: true;
			readonly records: number;
			readonly head: VerifiedHead;
			/** The newest head that we signed; the chain holds it. */
			readonly signedHead?: SignedHead;
	  }
	| BrokenChain;

export interface VerifyChainDeps {
	readonly auditStore: AuditStore;
	readonly signedHeads: SignedHeads;
	readonly clusterIndex: ClusterIndex;
	/** The installation's own; without it every key counts as another's. */
	readonly publicKey?: string | undefined;
	/** Heads whose loss was acknowledged are no longer held against the chain. */
	readonly acknowledgedLosses: () => Promise<readonly AcknowledgedLoss[]>;
}

const batchSize = 1000;

/**
 * Walks an organisation's chain from its start and names the first record that was altered, removed, moved or added by another
 * hand, a tail that was cut off, a signed head that the chain does not hold, and a record that the table beside the chain hides. It
 * holds one batch in memory. Records written while it walks are left for the next walk. Whoever rewrites the chain, its head and its
 * signed heads in one go is only caught by a head kept elsewhere (`whyNotHeld`).
 */
export async function verifyChain(
	deps: VerifyChainDeps,
	organisationId: OrganisationId,
	options: { readonly signal?: AbortSignal } = {},
): Promise<ChainVerification> {
	const { auditStore } = deps;
	const headBefore = await auditStore.head(organisationId);
	const { held, lost, rows } = await newestRows(deps, organisationId);
	const losses = await deps.acknowledgedLosses();
	const walk = createWalk(organisationId, headBefore);
	const signatures = createSignatureCheck(deps.publicKey);
	for (let after = Number.MIN_SAFE_INTEGER; ; ) {
		options.signal?.throwIfAborted();
		const batch = await auditStore.scan(organisationId, after, batchSize);
		const wrong =
			walk.take(batch) ??
			(await checkBeside(deps, organisationId, batch, signatures, losses));
		if (wrong) return wrong;
		if (batch.length < batchSize) break;
		after = walk.walked.seq;
	}
	const { walked, atHead, indexed } = walk;
	const headAfter = await auditStore.head(organisationId);
	const wrong =
		checkRowsBehind(losses, walked, lost, rows) ??
		compareWithHeads({ walked, atHead, headBefore, headAfter }) ??
		(await checkStrays(deps, organisationId, walked.seq, indexed));
	if (wrong) return wrong;
	const signedHead = held ? { signedHead: held } : {};
	return { ok: true, records: walked.seq, head: walked, ...signedHead };
}

async function newestRows(
	{ signedHeads, publicKey }: VerifyChainDeps,
	organisationId: OrganisationId,
) {
	for await (const head of everyHead(signedHeads, publicKey, organisationId)) {
		const { held, lost } = judgeRows(head, publicKey);
		return {
			held: held && withoutMark(held),
			lost: lost.map(withoutMark),
			rows: head.rows.map(withoutMark),
		};
	}
	return { held: undefined, lost: [], rows: [] };
}

/** Signed heads with a number that the chain does not reach. */
function checkRowsBehind(
	losses: readonly AcknowledgedLoss[],
	{ seq: end }: ChainHead,
	lost: readonly SignedHead[],
	rows: readonly SignedHead[],
): BrokenChain | undefined {
	const wrong = (reason: string): BrokenChain => ({
		ok: false,
		records: end,
		brokenAt: { seq: end + 1 },
		reason,
	});
	const cut = lost.find((head) => head.seq > end && !isCovered(losses, head));
	if (cut)
		return wrong(
			`the chain ends at record ${end}, but record ${cut.seq} was signed at ${cut.at}`,
		);
	const forged = rows.find((row) => row.seq > end && !isSignatureValid(row));
	return (
		forged &&
		wrong(
			`the chain ends at record ${end}, but a head of record ${forged.seq} lies beside it with a wrong signature: somebody wrote it into the database`,
		)
	);
}

function createWalk(
	organisationId: OrganisationId,
	headBefore: ChainHead | undefined,
) {
	let walked: VerifiedHead = chainStart;
	let atHead: ChainHead = chainStart;
	let indexed = 0;

	function step(entry: ChainEntry): BrokenChain | undefined {
		const found = findBreak(entry, walked, organisationId);
		if (found) return found;
		walked = { seq: entry.seq, hash: entry.hash, at: entry.at };
		if (entry.seq === headBefore?.seq) atHead = walked;
		indexed += new Set(entry.clusterNames).size;
		return undefined;
	}
	return {
		/** The first entry that is broken, if one is. */
		take(batch: readonly ChainEntry[]): BrokenChain | undefined {
			for (const entry of batch) {
				const found = step(entry);
				if (found) return found;
			}
			return undefined;
		},
		get walked() {
			return walked;
		},
		get atHead() {
			return atHead;
		},
		/** Rows that the table beside the chain has for what was walked. */
		get indexed() {
			return indexed;
		},
	};
}

/** What lies beside the chain for a batch of sound entries: signed heads, and rows by cluster. */
async function checkBeside(
	{ signedHeads, clusterIndex }: VerifyChainDeps,
	organisationId: OrganisationId,
	batch: readonly ChainEntry[],
	signatures: SignatureCheck,
	losses: readonly AcknowledgedLoss[],
): Promise<BrokenChain | undefined> {
	const [first, last] = [batch[0]?.seq, batch.at(-1)?.seq];
	if (first === undefined || last === undefined) return undefined;
	const range = [organisationId, first - 1, last] as const;
	const wrong = (seq: number, reason: string): BrokenChain => ({
		ok: false,
		records: first - 1,
		brokenAt: { seq },
		reason,
	});
	for await (const heads of everySignedHead(signedHeads, ...range))
		for (const head of heads) {
			const reason = signatures.whyWrong(head, batch[head.seq - first]?.hash);
			if (reason && !isCovered(losses, head)) return wrong(head.seq, reason);
		}
	const hidden = await clusterIndex.findUnindexed(...range);
	return hidden === undefined
		? undefined
		: wrong(hidden, "lists by cluster do not show it: its index was altered");
}

async function checkStrays(
	{ clusterIndex }: VerifyChainDeps,
	organisationId: OrganisationId,
	upTo: number,
	expected: number,
): Promise<BrokenChain | undefined> {
	if ((await clusterIndex.count(organisationId, upTo)) === expected)
		return undefined;
	const seq = await clusterIndex.findStray(organisationId, upTo);
	return {
		ok: false,
		records: upTo,
		...(seq === undefined ? {} : { brokenAt: { seq } }),
		reason: "lists by cluster name a record that is not about that cluster",
	};
}
