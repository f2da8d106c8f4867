import type { Clock, Log } from "@quarterdeck/runtime";
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
import { boundedFetch } from "./bounded-fetch.ts";
import type { ProviderSettings } from "./provider-settings.ts";
import { type ProviderClaims, readClaims } from "./read-claims.ts";
import { isUnknownKey, toSignInError } from "./to-sign-in-error.ts";

/** What must be known again when the browser comes back. */
export interface Attempt {
	readonly state: string;
	readonly nonce: string;
	readonly verifier: string;
}

/** One provider, as the sign-in routes ask it. */
export interface ProviderClient {
	readonly settings: ProviderSettings;
	/** Asks for its addresses ahead of the first person, and again until it answers. */
	start(): void;
	stop(): void;
	/** Where to send the browser. @throws AppError SIGN_IN_UNAVAILABLE. */
	begin(redirectUri: string): Promise<Attempt & { readonly url: string }>;
	/**
	 * Who the provider says it is, from the address it sent the browser back to.
	 * @throws AppError SIGN_IN_UNAVAILABLE, SIGN_IN_PROVIDER_REFUSED, SIGN_IN_ANSWER_INVALID, SIGN_IN_CLOCKS.
	 */
	finish(currentUrl: URL, attempt: Attempt): Promise<ProviderClaims>;
}

/** Every call to a provider ends by then. */
const timeoutSeconds = 10;
/** Clocks may be so far apart. */
const toleranceSeconds = 60;
const firstRetryMs = 1000;
const longestRetryMs = 60_000;
/** Its addresses are asked for again after this long: providers move. */
const keepMs = 24 * 3600 * 1000;

/**
 * Talks to a provider. Its addresses are asked for once and kept. While it does not answer it is asked again with a growing
 * pause; whoever signs in meanwhile asks at once, and is refused when there is no answer.
 */
export function createProviderClient(deps: {
	readonly settings: ProviderSettings;
	readonly clock: Clock;
	readonly log: Log;
}): ProviderClient {
	const { settings, clock, log } = deps;
	let known:
		| { readonly config: Configuration; readonly atMs: number }
		| undefined;
	let asking: Promise<Configuration> | undefined;
	let isStopped = false;

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
				[customFetch]: boundedFetch,
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
	async function configuration(): Promise<Configuration> {
		if (known && clock.monotonicMs() - known.atMs < keepMs) return known.config;
		asking ??= discover().finally(() => {
			asking = undefined;
		});
		try {
			return await asking;
		} catch (error) {
			if (known) return known.config;
			throw toSignInError(error, settings.name);
		}
	}
	function keepAsking(retryMs: number): void {
		configuration().catch((error: unknown) => {
			if (isStopped) return;
			log.warn("a sign-in provider does not answer", {
				name: settings.id,
				error,
			});
			const next = Math.min(retryMs * 2, longestRetryMs);
			clock.after(retryMs, () => {
				if (!isStopped && !known) keepAsking(next);
			});
		});
	}
	return {
		settings,
		start: () => keepAsking(firstRetryMs),
		stop() {
			isStopped = true;
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
				const claims: Readonly<Record<string, unknown>> & { sub: string } =
					tokens.claims() ?? { sub: "" };
				const lacksEmail = claims.email === undefined;
				const hasMore = config.serverMetadata().userinfo_endpoint !== undefined;
				// Some providers tell the address at the userinfo endpoint only.
				const more =
					lacksEmail && hasMore
						? await fetchUserInfo(config, tokens.access_token, claims.sub)
						: {};
				return readClaims(settings, { ...more, ...claims });
			} catch (error) {
				// A provider that changed its keys: they are asked for anew with the next sign-in.
				if (isUnknownKey(error)) known = undefined;
				throw toSignInError(error, settings.name);
			}
		},
	};
}
