/** What somebody can do when signing in failed; the codes are the control plane's. */
const remedies: Readonly<Record<string, string>> = {
	SIGN_IN_REFUSED:
		"The link was already used or has expired. Ask for a new one.",
	SIGN_IN_PROVIDER_UNKNOWN:
		"This server does not have that sign-in provider. Choose one below.",
	SIGN_IN_UNAVAILABLE:
		"The provider is not responding. Try again; if it keeps failing, tell the operator of this server.",
	SIGN_IN_PROVIDER_REFUSED:
		"The provider refused to sign you in. Try again, or ask the operator of the provider.",
	SIGN_IN_ANSWER_INVALID:
		"The provider sent an invalid answer. Try again; if it keeps failing, tell the operator of this server.",
	SIGN_IN_CLOCKS:
		"The clocks of the provider and this server are too far apart. Tell the operator of this server.",
	SIGN_IN_GROUPS_ELSEWHERE:
		"You are in so many groups that the provider left them out. Ask its operator to send only the groups that are assigned to this application.",
	SIGN_IN_GROUPS_TOO_MANY:
		"You are in more groups than this server can store. Ask the operator of this server to take only those that it uses (groupsFilter).",
	SIGN_IN_ATTEMPT_UNKNOWN:
		"The sign-in was started in another browser, was already completed, or took too long. Try again.",
	EMAIL_UNVERIFIED:
		"The provider has not verified your email address. Verify it there and sign in again. If the provider never verifies addresses, ask the operator of this server (trustEmail).",
	EMAIL_HELD:
		"Your email address is linked to a different account at this provider. Sign in with that account, or ask the operator of this server.",
	ORGANISATION_NONE:
		"You do not belong to an organisation yet. Ask a member to invite you.",
	REQUESTS_TOO_MANY: "Too many attempts. Wait a minute and try again.",
	INTERNAL:
		"Internal error. Give the reference to the operator of this server.",
};

/** Why signing in failed, as the address of the sign-in page says. */
export interface SignInFailure {
	readonly code: string;
	readonly remedy: string;
	readonly ref: string | undefined;
}

/**
 * What `?failed=CODE&ref=err_…` says. Anybody can write an address, so only what has the form of a code and of a reference is
 * taken from it: nothing that could pass for words of ours.
 */
export function readSignInFailure(search: {
	readonly failed?: unknown;
	readonly ref?: unknown;
}): SignInFailure | undefined {
	const { failed, ref } = search;
	if (typeof failed !== "string" || !/^[A-Z][A-Z0-9_]{1,60}$/.test(failed))
		return undefined;
	return {
		code: failed,
		remedy: Object.hasOwn(remedies, failed)
			? (remedies[failed] ?? "")
			: `Sign-in failed with ${failed}. Try again; if it keeps failing, tell the operator of this server.`,
		ref:
			typeof ref === "string" && /^err_[A-Za-z0-9]{1,60}$/.test(ref)
				? ref
				: undefined,
	};
}
