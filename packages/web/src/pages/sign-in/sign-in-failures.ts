/** What somebody can do when signing in failed; the codes are the control plane's. */
const remedies: Readonly<Record<string, string>> = {
	SIGN_IN_REFUSED: "The link was used before or has ended. Ask for a new one.",
	SIGN_IN_PROVIDER_UNKNOWN:
		"There is no such sign-in provider here. Choose one of those below.",
	SIGN_IN_UNAVAILABLE:
		"The provider cannot be asked who you are at this moment. Try again; if it stays so, tell whoever runs this server.",
	SIGN_IN_PROVIDER_REFUSED:
		"The provider did not sign you in. Begin again, or ask whoever runs it.",
	SIGN_IN_ANSWER_INVALID:
		"The provider's answer was not accepted. Begin again; if it stays so, tell whoever runs this server.",
	SIGN_IN_CLOCKS:
		"The clocks of the provider and of this server are too far apart. Tell whoever runs this server.",
	SIGN_IN_ATTEMPT_UNKNOWN:
		"The sign-in was not begun in this browser, was finished before, or took too long. Begin again.",
	EMAIL_UNVERIFIED:
		"The provider does not say that your email address is verified. Verify it there and sign in again.",
	EMAIL_HELD:
		"Your email address belongs here to another account of that provider. Sign in with that one, or ask whoever runs this server.",
	ORGANISATION_NONE:
		"You belong to no organisation yet. Ask a member of one to invite you.",
	REQUESTS_TOO_MANY:
		"Too many tries in a short time. Wait a minute and begin again.",
	INTERNAL:
		"Something went wrong that is ours to mend. Tell whoever runs this server the reference.",
};

/** Why signing in failed, as the address of the sign-in page tells it. */
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
			: `It ended with ${failed}. Begin again; if it stays so, tell whoever runs this server.`,
		ref:
			typeof ref === "string" && /^err_[A-Za-z0-9]{1,60}$/.test(ref)
				? ref
				: undefined,
	};
}
