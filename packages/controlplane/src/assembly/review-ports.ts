import { AppError, isId, type OrganisationId } from "@quarterdeck/contract";
import type { Log } from "@quarterdeck/runtime";
import type { Catalog } from "../rooms/catalog/index.ts";
import type { People } from "../rooms/people/index.ts";

/** Whether changes of rights, and new members, wait for a second member there. */
export async function isReviewed(
	catalog: Pick<Catalog, "currentConfiguration">,
	organisationId: OrganisationId,
): Promise<boolean> {
	try {
		const { configuration } =
			await catalog.currentConfiguration(organisationId);
		return configuration.settings.review === "configuration";
	} catch (error) {
		// What today's rules refuse may have asked for review.
		if (error instanceof AppError && error.code === "CONFIGURATION_INVALID")
			return true;
		throw error;
	}
}

/** Approves the invitation that whoever keeps the server vouches for (`QD_APPROVE_INVITATION`); the log says what came of it. */
export async function approveForKeeper(
	people: Pick<People, "approveInvitationOfKeeper">,
	log: Log,
	invitation: string,
): Promise<void> {
	const isApproved =
		isId("invitation", invitation) &&
		(await people.approveInvitationOfKeeper(invitation));
	if (isApproved) log.info("QD_APPROVE_INVITATION approved an invitation");
	else
		log.warn(
			"QD_APPROVE_INVITATION approved nothing: it names no open invitation that waits",
		);
}
