import { forgetDrafts } from "./drafts.ts";
import { dropInvitation } from "./kept-invitation.ts";
import { signOut } from "./session.ts";

/**
 * Ends the session of this browser and goes to the sign-in page. The page is loaded anew, so that nothing of what was seen stays
 * in the browser's memory. @throws ApiFailure when the control plane did not take it: one is still signed in then.
 */
export async function signOutHere(): Promise<void> {
	await signOut();
	forgetDrafts();
	dropInvitation();
	location.assign("/sign-in");
}
