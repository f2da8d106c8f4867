import type { OrganisationId } from "@quarterdeck/contract";
import type { Audit, ChainVerification } from "../../../rooms/audit/index.ts";

interface Walks {
	readonly now: Promise<ChainVerification>;
	/** Begins when the one before has ended. */
	next?: Promise<ChainVerification>;
}

/**
 * Proves the chain of an organisation, one walk at a time: whoever asks while one goes on shares the one behind it, which sees
 * everything that was there when they asked. However many ask, two walks are all they have.
 */
export function verifyOneAtATime(
	audit: Pick<Audit, "verifyChain">,
): (organisationId: OrganisationId) => Promise<ChainVerification> {
	const walks = new Map<OrganisationId, Walks>();

	function begin(id: OrganisationId): Promise<ChainVerification> {
		const now = audit.verifyChain(id).finally(() => {
			if (own.next === undefined) walks.delete(id);
		});
		const own: Walks = { now };
		walks.set(id, own);
		return now;
	}
	return (id) => {
		const going = walks.get(id);
		if (!going) return begin(id);
		const again = () => begin(id);
		going.next ??= going.now.then(again, again);
		return going.next;
	};
}
