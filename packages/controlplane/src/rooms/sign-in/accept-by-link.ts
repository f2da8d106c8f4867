import { beginSession } from "./begin-session.ts";
import type { Browser, NewSession } from "./session.ts";
import type { SignInDeps } from "./sign-in-deps.ts";

/**
 * Accepts an invitation for somebody who is not signed in, where the link is all that can prove an email: makes the account when there
 * is none, and a session that opens this organisation alone, for whoever made the link might use it in the person's stead. Whether links
 * are taken so is asked by the caller.
 * @throws AppError INVITATION_REFUSED, PERSON_EXISTS, ORGANISATIONS_TOO_MANY.
 */
export async function acceptByLink(
	deps: SignInDeps,
	code: string,
	browser: Browser,
): Promise<NewSession> {
	const found = await deps.accounts.requireInvitation(code);
	return deps.transact(async (tx) => {
		const joined = await deps.accounts.joinByInvitation(tx, found);
		const organisationId = joined.organisation.id;
		return beginSession(deps, tx, {
			account: joined.account,
			method: "link",
			reach: [organisationId],
			provedFor: organisationId,
			browser,
			organisationId,
			events: joined.events,
		});
	});
}
