import type { AuditHead, KeepHeadRequest } from "@quarterdeck/contract";
import type { Log } from "@quarterdeck/runtime";
import type { HeadStore } from "./head-store.ts";

export interface KeptHead {
	/** What was kept, with what proves it. */
	readonly before?: Omit<AuditHead, "organisationId">;
	readonly wentBackwards: boolean;
	/** Whether the head that was sent is the one that is kept now. */
	readonly isKept: boolean;
}

/**
 * Keeps a newer head in place of the one that is kept, if the control plane says that its chain still holds that one. Otherwise the
 * kept one stays, as the evidence that records were there: also when the head goes backwards, that is, was signed later and yet is
 * behind it or another one in its place. Replicas may send heads in another order than they were signed in; that is no going back. A
 * head whose loss somebody acknowledged is replaced by any other.
 * @throws what the store throws.
 */
export function keepNewestHead(
	deps: { readonly headStore: HeadStore; readonly log: Log },
	{ mayReplace, ...head }: KeepHeadRequest,
): KeptHead {
	const kept = deps.headStore.read(head.organisationId);
	if (kept === undefined) {
		deps.headStore.write(head);
		return { wentBackwards: false, isKept: true };
	}
	const { organisationId, ...before } = kept;
	if (isSame(head, kept)) return { before, wentBackwards: false, isKept: true };
	const goesOn = head.seq > kept.seq;
	const wentBackwards = !goesOn && Date.parse(head.at) > Date.parse(kept.at);
	const isNamed = mayReplace ? isSame(mayReplace, kept) : false;
	const isAcknowledged = isNamed && mayReplace?.isLossAcknowledged === true;
	if (wentBackwards && !isAcknowledged)
		deps.log.error(
			"the audit log of the control plane went backwards: records that were there are gone",
			{ organisationId, count: kept.seq, limit: head.seq },
		);
	// Older control planes name none, and compare only what they are answered.
	const mayGoOn = mayReplace === undefined || isNamed;
	const isKept = isAcknowledged || (goesOn && mayGoOn);
	if (isKept) deps.headStore.write(head);
	return { before, wentBackwards, isKept };
}

type HeadName = Pick<AuditHead, "seq" | "hash">;

function isSame(one: HeadName, other: HeadName): boolean {
	return one.seq === other.seq && one.hash === other.hash;
}
