import { AppError } from "@quarterdeck/contract";
import {
	AuthorizationResponseError,
	ClientError,
	ResponseBodyError,
	WWWAuthenticateChallengeError,
} from "openid-client";

/** What the library says when an answer came but proves nothing. */
const untrusted: Readonly<Record<string, string>> = {
	OAUTH_JWT_CLAIM_COMPARISON_FAILED: "it is meant for another sign-in",
	OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED:
		"it names another issuer or another person",
	OAUTH_KEY_SELECTION_FAILED: "it is signed with an unknown key",
	OAUTH_INVALID_RESPONSE: "it is not what was asked for",
	OAUTH_UNSUPPORTED_OPERATION: "it is signed in a way that is not accepted",
	OAUTH_JWT_USERINFO_EXPECTED: "it is not what was asked for",
	OAUTH_PARSE_ERROR: "it cannot be read",
};

/**
 * Whatever went wrong with a provider as what a person can act on; the cause goes to the log. Nothing the provider wrote is
 * repeated but its short error word, for its text is not ours.
 */
export function toSignInError(thrown: unknown, provider: string): AppError {
	if (thrown instanceof AppError) return thrown;
	const options = { cause: thrown };
	if (thrown instanceof AuthorizationResponseError)
		return new AppError(
			"SIGN_IN_PROVIDER_REFUSED",
			{ provider, reason: wordOf(thrown.error) },
			options,
		);
	// The code it gave was used before, or too late.
	if (thrown instanceof ResponseBodyError && thrown.error === "invalid_grant")
		return new AppError(
			"SIGN_IN_PROVIDER_REFUSED",
			{ provider, reason: thrown.error },
			options,
		);
	const code = codeOf(thrown);
	if (code === "OAUTH_JWT_TIMESTAMP_CHECK_FAILED")
		return new AppError("SIGN_IN_CLOCKS", { provider }, options);
	const reason = untrusted[code];
	if (reason !== undefined)
		return new AppError(
			"SIGN_IN_ANSWER_INVALID",
			{ provider, reason },
			options,
		);
	return new AppError(
		"SIGN_IN_UNAVAILABLE",
		{ provider, reason: whyUnavailable(thrown, code) },
		options,
	);
}

/** Whether an answer is signed with a key that the provider had not published when its keys were read. */
export function isUnknownKey(thrown: unknown): boolean {
	return codeOf(thrown) === "OAUTH_KEY_SELECTION_FAILED";
}

/** Whether an answer names another issuer or subject than the one that was asked about. */
export function isOfAnother(thrown: unknown): boolean {
	return codeOf(thrown) === "OAUTH_JSON_ATTRIBUTE_COMPARISON_FAILED";
}

function whyUnavailable(thrown: unknown, code: string): string {
	// The provider refuses us, not the person: a wrong secret, or an address it does not know.
	if (thrown instanceof ResponseBodyError) return wordOf(thrown.error);
	if (thrown instanceof WWWAuthenticateChallengeError)
		return "it refuses our secret";
	if (code === "OAUTH_TIMEOUT" || nameOf(thrown) === "TimeoutError")
		return "it does not answer in time";
	if (thrown instanceof ClientError) return "its answer cannot be used";
	return "it cannot be reached";
}

function codeOf(thrown: unknown): string {
	const code = (thrown as { code?: unknown } | null)?.code;
	return typeof code === "string" ? code : "";
}

function nameOf(thrown: unknown): string {
	return thrown instanceof Error ? thrown.name : "";
}

/** The standard's short words, as access_denied; anything else is somebody's text. */
function wordOf(error: string): string {
	return /^[a-z_]{1,64}$/.test(error) ? error : "an error";
}
