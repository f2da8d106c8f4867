/** What the address of the sign-in page says. */
export interface SignInSearch {
	/** A path of this site to go to afterwards. */
	readonly returnTo?: string | undefined;
	/** The session ended while a page was open. */
	readonly because?: "ended" | undefined;
	/** Why a sign-in by a provider failed, and what an operator finds in the log. */
	readonly failed?: string | undefined;
	readonly ref?: string | undefined;
}

/** Reads the address, whatever stands in it. */
export function readSignInSearch(
	given: Readonly<Record<string, unknown>>,
): SignInSearch {
	return {
		returnTo: textOf(given.returnTo),
		because: given.because === "ended" ? "ended" : undefined,
		failed: textOf(given.failed),
		ref: textOf(given.ref),
	};
}

function textOf(value: unknown): string | undefined {
	return typeof value === "string" ? value : undefined;
}
