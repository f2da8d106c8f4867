import { AppError } from "@quarterdeck/contract";
import type { ShownInvitation } from "./identity.ts";
import type { IdentityDeps } from "./identity-deps.ts";
import { invitationShape, readSecret, sameHash } from "./secret-token.ts";

/**
 * What an invitation is about, for whoever holds its code and has not said yet who they are.
 * @throws AppError INVITATION_REFUSED for a code that is wrong, used, withdrawn or late; it does not say which.
 */
export async function showInvitation(
	deps: Pick<IdentityDeps, "invitationStore" | "clock">,
	code: string,
): Promise<ShownInvitation> {
	const given = readSecret(invitationShape, code);
	const found = given && (await deps.invitationStore.findInvitation(given.id));
	if (!found || !sameHash(found.invitation.secretHash, given.secretHash))
		throw new AppError("INVITATION_REFUSED", {});
	const { acceptedAt, withdrawnAt, expiresAt } = found.invitation;
	if (acceptedAt || withdrawnAt || expiresAt <= deps.clock.now())
		throw new AppError("INVITATION_REFUSED", {});
	const { email, inviter } = found.invitation;
	return { organisation: found.organisation, email, inviter, expiresAt };
}
