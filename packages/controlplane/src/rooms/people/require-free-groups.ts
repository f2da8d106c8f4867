import { AppError, type OrganisationId } from "@quarterdeck/contract";
import type { PeopleDeps } from "./people-deps.ts";

/**
 * Refuses to give somebody groups by hand while changes to rights wait for a second member: groups decide whom commands run as. To take
 * groups away, and those a provider tells, needs nobody.
 * @param had as they are while the person is locked, or another member may take away what this one gives back.
 * @throws AppError REVIEW_REQUIRED.
 */
export function requireFreeGroups(
	isReviewed: boolean,
	wanted: readonly string[],
	had: readonly string[] = [],
): void {
	const isMore = wanted.some((group) => !had.includes(group));
	if (isMore && isReviewed) throw new AppError("REVIEW_REQUIRED", {});
}

/** Whether changes of rights wait for a second member there. */
export async function isReviewedIn(
	{ rightsAreReviewed }: Pick<PeopleDeps, "rightsAreReviewed">,
	organisationId: OrganisationId,
): Promise<boolean> {
	return (await rightsAreReviewed?.(organisationId)) ?? false;
}
