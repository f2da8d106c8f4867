import type { AuditHead } from "@quarterdeck/contract";
import type { Log } from "@quarterdeck/runtime";
import type { HeadStore } from "./head-store.ts";

export interface KeptHead {
	readonly before?: { readonly seq: number; readonly hash: string };
	readonly wentBackwards: boolean;
}

/**
 * Keeps a head unless it is older than the one that is kept, or goes backwards: signed later, and yet behind it or another one in its
 * place. Replicas may send heads in another order than they were signed in; that is no going back.
 * @throws what the store throws.
 */
export function keepNewestHead(
	deps: { readonly headStore: HeadStore; readonly log: Log },
	head: AuditHead,
): KeptHead {
	const kept = deps.headStore.read();
	if (kept?.organisationId !== head.organisationId) {
		deps.headStore.write(head);
		return { wentBackwards: false };
	}
	const before = { seq: kept.seq, hash: kept.hash };
	const isLater = Date.parse(head.at) > Date.parse(kept.at);
	const goesOn = head.seq > kept.seq;
	const isSame = head.seq === kept.seq && head.hash === kept.hash;
	const wentBackwards = !goesOn && !isSame && isLater;
	if (wentBackwards)
		deps.log.error(
			"the audit log of the control plane went backwards: records that were there are gone",
			{ organisationId: head.organisationId, count: kept.seq, limit: head.seq },
		);
	if (goesOn) deps.headStore.write(head);
	return { before, wentBackwards };
}
