import type { Clock, Job, Log } from "@quarterdeck/runtime";
import {
	allowInsecureRequests,
	authorizationCodeGrant,
	buildAuthorizationUrl,
	type Configuration,
	calculatePKCECodeChallenge,
	clockTolerance,
	customFetch,
	discovery,
	enableNonRepudiationChecks,
	fetchUserInfo,
	randomNonce,
	randomPKCECodeVerifier,
	randomState,
} from "openid-client";
import type { Claims } from "./find-claim.ts";
import type { OutsideFetch } from "./outside-fetch.ts";
import type { ProviderSettings } from "./provider-settings.ts";
import { lacksClaims, type ProviderClaims, readClaims } from "./read-claims.ts";
import {
	isOfAnother,
	isUnknownKey,
	toSignInError,
} from "./to-sign-in-error.ts";

/** What must be known again when the browser comes back. */
export interface Attempt {
	readonly state: string;
	readonly nonce: string;
	readonly verifier: string;
}

/** One provider, as the sign-in routes ask it. */
export interface ProviderClient {
	readonly settings: ProviderSettings;
	/** Asks for its addresses ahead of the first person, again until it answers, and once a day: providers move. */
	readonly discovery: Job;
	/** Where to send the browser. @throws AppError SIGN_IN_UNAVAILABLE. */
	begin(redirectUri: string): Promise<Attempt & { readonly url: string }>;
	/**
	 * Who the provider says it is, from the address it sent the browser back to.
	 * @throws AppError SIGN_IN_UNAVAILABLE, SIGN_IN_PROVIDER_REFUSED, SIGN_IN_ANSWER_INVALID, SIGN_IN_CLOCKS,
	 * SIGN_IN_GROUPS_ELSEWHERE, SIGN_IN_GROUPS_TOO_MANY.
	 */
	finish(currentUrl: URL, attempt: Attempt): Promise<ProviderClaims>;
}

/** Every call to a provider ends by then. */
const timeoutSeconds = 10;
/** Clocks may be so far apart. */
const toleranceSeconds = 60;
/** Its addresses are asked for again after this long, by the job or by the next who signs in. */
const keepSeconds = 24 * 3600;

/**
 * Talks to a provider. Its addresses are asked for once and kept. While it does not answer the job asks again with a growing
 * pause; whoever signs in meanwhile asks at once, and is refused when there is no answer.
 */
export function createProviderClient(deps: {
	readonly settings: ProviderSettings;
	readonly clock: Clock;
	readonly log: Log;
	readonly fetch: OutsideFetch;
}): ProviderClient {
	const { settings, clock } = deps;
	let known:
		| { readonly config: Configuration; readonly atMs: number }
		| undefined;
	let asking: Promise<Configuration> | undefined;

	async function discover(): Promise<Configuration> {
		const config = await discovery(
			new URL(settings.issuer),
			settings.clientId,
			{
				client_secret: settings.clientSecret,
				[clockTolerance]: toleranceSeconds,
			},
			undefined,
			{
				timeout: timeoutSeconds,
				[customFetch]: deps.fetch,
				execute: [
					enableNonRepudiationChecks,
					...(settings.issuer.startsWith("http:")
						? [allowInsecureRequests]
						: []),
				],
			},
		);
		known = { config, atMs: clock.monotonicMs() };
		return config;
	}
	function ask(): Promise<Configuration> {
		asking ??= discover().finally(() => {
			asking = undefined;
		});
		return asking;
	}
	async function configuration(): Promise<Configuration> {
		if (known && clock.monotonicMs() - known.atMs < keepSeconds * 1000)
			return known.config;
		try {
			return await ask();
		} catch (error) {
			if (known) return known.config;
			throw toSignInError(error, settings.name);
		}
	}
	return {
		settings,
		discovery: {
			name: `discover-sign-in-provider-${settings.id}`,
			description: `Asks ${settings.name} where people sign in.`,
			every: keepSeconds,
			expectedSeconds: 2 * timeoutSeconds,
			run: async () => void (await ask()),
		},
		async begin(redirectUri) {
			const config = await configuration();
			const attempt = {
				state: randomState(),
				nonce: randomNonce(),
				verifier: randomPKCECodeVerifier(),
			};
			const url = buildAuthorizationUrl(config, {
				redirect_uri: redirectUri,
				scope: settings.scopes.join(" "),
				code_challenge: await calculatePKCECodeChallenge(attempt.verifier),
				code_challenge_method: "S256",
				state: attempt.state,
				nonce: attempt.nonce,
			});
			return { ...attempt, url: url.href };
		},
		async finish(currentUrl, attempt) {
			const config = await configuration();
			try {
				const tokens = await authorizationCodeGrant(config, currentUrl, {
					pkceCodeVerifier: attempt.verifier,
					expectedState: attempt.state,
					expectedNonce: attempt.nonce,
					idTokenExpected: true,
				});
				const idToken = tokens.claims();
				if (!idToken) throw new Error("an answer without an ID token");
				const more = lacksClaims(settings, idToken)
					? await askUserInfo(config, tokens.access_token, idToken.sub)
					: {};
				return read(deps, idToken, more);
			} catch (error) {
				// A provider that changed its keys: they are asked for anew with the next sign-in.
				if (isUnknownKey(error)) known = undefined;
				throw toSignInError(error, settings.name);
			}
		},
	};
}

/** What the UserInfo endpoint answered, or why there is no answer; neither where the provider has no such endpoint. */
interface MoreClaims {
	readonly userInfo?: Claims;
	readonly failure?: unknown;
}

/** @throws AppError SIGN_IN_ANSWER_INVALID when it answered for another person. */
async function askUserInfo(
	config: Configuration,
	accessToken: string,
	subject: string,
): Promise<MoreClaims> {
	if (config.serverMetadata().userinfo_endpoint === undefined) return {};
	try {
		return { userInfo: await fetchUserInfo(config, accessToken, subject) };
	} catch (failure) {
		if (isOfAnother(failure)) throw failure;
		return { failure };
	}
}

/** An endpoint that fails hinders nobody of whom the ID token says enough. What it leaves unknown is not taken for none. */
function read(
	{ settings, log }: { readonly settings: ProviderSettings; readonly log: Log },
	idToken: Claims,
	{ userInfo, failure }: MoreClaims,
): ProviderClaims {
	const name = settings.id;
	if (failure !== undefined) {
		log.warn("the UserInfo endpoint of a sign-in provider failed", {
			name,
			error: failure,
		});
		if ((idToken.email ?? undefined) === undefined) throw failure;
	}
	const claims = readClaims(settings, { idToken, userInfo });
	if (claims.skippedGroups > 0)
		log.warn("a sign-in provider sent group names that cannot be used", {
			name,
			count: claims.skippedGroups,
			user: claims.subject,
		});
	if (settings.groupsClaim === undefined || claims.groups) return claims;
	log.warn("a sign-in provider did not say which groups a person has", {
		name,
		user: claims.subject,
		reason: `its answer has no claim ${settings.groupsClaim}`,
	});
	const isNone = settings.groupsMissing === "none" && failure === undefined;
	return isNone ? { ...claims, groups: [] } : claims;
}
