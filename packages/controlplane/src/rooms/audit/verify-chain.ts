import type { OrganisationId } from "@quarterdeck/contract";
import { isAuditCode } from "./audit-codes.ts";
import type { AuditStore } from "./audit-store.ts";
import {
	type ChainEntry,
	type ChainHead,
	chainStart,
	entryHash,
} from "./chain.ts";

export type ChainVerification =
	| { readonly ok: true; readonly records: number; readonly head: ChainHead }
	| {
			readonly ok: false;
			/** Records that are proved to be as they were written. */
			readonly records: number;
			/** The first record that is not, when there is one to show. */
			readonly brokenAt?: { readonly seq: number; readonly id?: string };
			readonly reason: string;
	  };

const batchSize = 1000;

/**
 * Walks an organisation's chain from its start and names the first record that was altered, removed, moved or added by another
 * hand, and a tail that was cut off. It holds one batch in memory. Records written while it walks are left for the next walk.
 * Whoever can rewrite the whole chain and its head in one go is only caught by a head noted down elsewhere: it is returned for that.
 */
export async function verifyChain(
	deps: { readonly auditStore: AuditStore },
	organisationId: OrganisationId,
	options: { readonly signal?: AbortSignal } = {},
): Promise<ChainVerification> {
	const headBefore = await deps.auditStore.head(organisationId);
	let walked = chainStart;
	let atHead = chainStart;
	for (let after = Number.MIN_SAFE_INTEGER; ; ) {
		options.signal?.throwIfAborted();
		const batch = await deps.auditStore.scan(organisationId, after, batchSize);
		for (const entry of batch) {
			const reason = whyBroken(entry, walked, organisationId);
			if (reason) return broken(walked, entry, reason);
			walked = { seq: entry.seq, hash: entry.hash };
			if (entry.seq === headBefore?.seq) atHead = walked;
		}
		if (batch.length < batchSize) break;
		after = walked.seq;
	}
	const headAfter = await deps.auditStore.head(organisationId);
	return compareWithHead({ walked, atHead, headBefore, headAfter });
}

function whyBroken(
	entry: ChainEntry,
	before: ChainHead,
	organisationId: OrganisationId,
): string | undefined {
	if (entry.seq > before.seq + 1)
		return `the record ${before.seq + 1} is missing`;
	if (entry.seq <= before.seq) return "the record stands where none belongs";
	if (entry.previousHash !== before.hash)
		return "it does not follow the record before it";
	if (
		entry.organisationId !== organisationId ||
		entryHash(entry) !== entry.hash
	)
		return "it was altered after it was written";
	if (!isAuditCode(entry.code)) return `its code ${entry.code} is unknown`;
	return undefined;
}

function broken(
	before: ChainHead,
	entry: ChainEntry,
	reason: string,
): ChainVerification {
	const missing = entry.seq > before.seq + 1;
	return {
		ok: false,
		records: before.seq,
		brokenAt: missing
			? { seq: before.seq + 1 }
			: { seq: entry.seq, id: entry.id },
		reason,
	};
}

function compareWithHead(seen: {
	readonly walked: ChainHead;
	readonly atHead: ChainHead;
	readonly headBefore: ChainHead | undefined;
	readonly headAfter: ChainHead | undefined;
}): ChainVerification {
	const { walked, atHead, headBefore, headAfter } = seen;
	const records = walked.seq;
	const wrong = (reason: string, seq?: number): ChainVerification =>
		seq === undefined
			? { ok: false, records, reason }
			: { ok: false, records, brokenAt: { seq }, reason };
	if (!headAfter) return wrong("the head of the chain is missing");
	if (walked.seq > headAfter.seq)
		return wrong("a record stands behind the head", headAfter.seq + 1);
	if (!headBefore || walked.seq < headBefore.seq) {
		const last = headBefore?.seq ?? headAfter.seq;
		if (walked.seq < last)
			return wrong(
				`the records ${walked.seq + 1} to ${last} are missing at the end`,
				walked.seq + 1,
			);
	} else if (atHead.hash !== headBefore.hash)
		return wrong(
			"the last record is not the one the head names",
			headBefore.seq,
		);
	return { ok: true, records, head: walked };
}
