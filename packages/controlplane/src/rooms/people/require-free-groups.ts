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
	had: readonly string[] = [],
): Promise<void> {
	const isMore = wanted.some((group) => !had.includes(group));
	if (isMore && (await rightsAreReviewed?.(organisationId)))
		throw new AppError("REVIEW_REQUIRED", {});
}
