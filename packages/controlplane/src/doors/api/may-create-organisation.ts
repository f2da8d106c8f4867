import type { OrganisationCreation } from "./api-context.ts";

/** Whether an account that belongs to so many organisations may make one more. */
export function mayCreateOrganisation(
	setting: OrganisationCreation,
	memberships: number,
): boolean {
	if (setting === "members") return memberships > 0;
	return setting === "anyone";
}
