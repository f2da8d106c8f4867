import { AppError, type OrganisationId } from "@quarterdeck/contract";
import type { PeopleDeps } from "./people-deps.ts";

/**
 * Refuses to give somebody groups by hand while changes to rights wait for a second member: groups decide whom commands run as. To take
 * groups away, and those a provider tells, needs nobody.
 * @throws AppError REVIEW_REQUIRED.
 */
export async function requireFreeGroups(
	{ rightsAreReviewed }: Pick<PeopleDeps, "rightsAreReviewed">,
	organisationId: OrganisationId,
	wanted: readonly string[],
): Promise<void> {
	if (wanted.length > 0 && (await rightsAreReviewed?.(organisationId)))
		refuseMoreGroups(wanted, []);
}

/** Refuses groups that somebody does not have, where that waits for a second member. @throws AppError REVIEW_REQUIRED. */
export function refuseMoreGroups(
	wanted: readonly string[],
	had: readonly string[],
): void {
	if (wanted.some((group) => !had.includes(group)))
		throw new AppError("REVIEW_REQUIRED", {});
}
