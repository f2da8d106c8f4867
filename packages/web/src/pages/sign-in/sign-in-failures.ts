/** What somebody can do when signing in failed; the codes are the control plane's. */
const remedies: Readonly<Record<string, string>> = {
	SIGN_IN_REFUSED:
		"The link was already used or has expired. Ask for a new one.",
	SIGN_IN_PROVIDER_UNKNOWN:
		"This sign-in provider does not exist. Choose one of those below.",
	SIGN_IN_UNAVAILABLE:
		"The provider cannot sign you in now. Try again in a moment. If it keeps failing, contact your operator.",
	SIGN_IN_PROVIDER_REFUSED:
		"The provider did not sign you in. Start again, or contact the operator of the provider.",
	SIGN_IN_ANSWER_INVALID:
		"The provider's answer was rejected. Start again. If it keeps failing, contact your operator.",
	SIGN_IN_CLOCKS:
		"The clocks of the provider and this server differ too much. Contact your operator.",
	SIGN_IN_ATTEMPT_UNKNOWN:
		"The sign-in was not started in this browser, was already finished, or took too long. Start again.",
	EMAIL_UNVERIFIED:
		"The provider does not confirm that your email address is verified. Verify it there and sign in again.",
	EMAIL_HELD:
		"Your email address belongs to another account of that provider. Sign in with that account, or contact your operator.",
	ORGANISATION_NONE:
		"You do not belong to an organisation yet. Ask a member of one to invite you.",
	REQUESTS_TOO_MANY:
		"Too many attempts in a short time. Wait a minute, then start again.",
	INTERNAL: "Internal error. Give the reference to your operator.",
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
export function readSignInFailure(
	search: Readonly<Record<string, unknown>>,
): SignInFailure | undefined {
	const { failed, ref } = search;
	if (typeof failed !== "string" || !/^[A-Z][A-Z0-9_]{1,60}$/.test(failed))
		return undefined;
	return {
		code: failed,
		remedy: Object.hasOwn(remedies, failed)
			? (remedies[failed] ?? "")
			: `Sign-in failed with ${failed}. Start again. If it keeps failing, contact your operator.`,
		ref:
			typeof ref === "string" && /^err_[A-Za-z0-9]{1,60}$/.test(ref)
				? ref
				: undefined,
	};
}
