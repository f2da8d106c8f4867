import type { OrganisationId } from "@quarterdeck/contract";
import type { RecordSignals } from "./record-signals.ts";

/** Signals in memory: `tell` says that a chain grew, or that something may have been missed. */
export function createFakeRecordSignals(): RecordSignals & {
	tell(organisationId: OrganisationId | undefined): void;
} {
	const followers = new Set<(id: OrganisationId | undefined) => void>();
	return {
		tell(organisationId) {
			for (const onGrown of [...followers]) onGrown(organisationId);
		},
		follow(onGrown) {
			const mine = (id: OrganisationId | undefined) => onGrown(id);
			followers.add(mine);
			return () => followers.delete(mine);
		},
	};
}
