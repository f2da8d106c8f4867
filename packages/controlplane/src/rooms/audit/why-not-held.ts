import type { OrganisationId } from "@quarterdeck/contract";
import type { AuditStore } from "./audit-store.ts";
import { type ChainHead, chainStart } from "./chain.ts";

/** Why the chain does not hold a head that was noted down earlier; undefined when it does. Says nothing of the records before it. */
export async function whyNotHeld(
	{ auditStore }: { readonly auditStore: Pick<AuditStore, "head" | "scan"> },
	organisationId: OrganisationId,
	noted: ChainHead,
): Promise<string | undefined> {
	const head = await auditStore.head(organisationId);
	const end = head?.seq ?? 0;
	if (noted.seq > end)
		return `the chain ends at record ${end}, before the noted head ${noted.seq}`;
	const [entry] = await auditStore.scan(organisationId, noted.seq - 1, 1);
	const held = noted.seq === 0 ? chainStart : entry;
	return held?.seq === noted.seq && held.hash === noted.hash
		? undefined
		: `record ${noted.seq} is not the one that was noted`;
}
