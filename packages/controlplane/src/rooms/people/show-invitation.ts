import { AppError } from "@quarterdeck/contract";
import { requireInvitation } from "./accept-invitation.ts";
import type { ShownInvitation } from "./people.ts";
import type { PeopleDeps } from "./people-deps.ts";

/**
 * What an invitation is about, for whoever holds its code and has not said yet who they are.
 * @throws AppError INVITATION_REFUSED for a code that is wrong, used, withdrawn or late; it does not say which.
 */
export async function showInvitation(
	deps: Pick<PeopleDeps, "invitationStore" | "clock">,
	code: string,
): Promise<ShownInvitation> {
	const { invitation, organisation } = await requireInvitation(deps, code);
	const { acceptedAt, withdrawnAt, expiresAt } = invitation;
	if (acceptedAt || withdrawnAt || expiresAt <= deps.clock.now())
		throw new AppError("INVITATION_REFUSED", {});
	const { email, inviter } = invitation;
	return { organisation, email, inviter, expiresAt };
}
