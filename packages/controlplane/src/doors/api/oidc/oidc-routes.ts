import { AppError } from "@quarterdeck/contract";
import type { Context, Hono } from "hono";
import {
	actorOf,
	type People,
	type Self,
} from "../../../rooms/people/index.ts";
import { takeAttempt } from "../limits/take-attempt.ts";
import { checkOwnSite } from "../sign-in/check-own-page.ts";
import { localPath } from "../sign-in/local-path.ts";
import { reportSignIn } from "../sign-in/report-sign-in.ts";
import { browserOf, type SignInDeps } from "../sign-in/sign-in-routes.ts";
import { type AttemptCookies, attemptSeconds } from "./attempt-cookies.ts";
import type { ProviderClient } from "./provider-client.ts";

export interface OidcDeps extends SignInDeps {
	readonly attemptCookies: AttemptCookies;
}

/** No answer of a provider is longer. */
const maxQueryLength = 8192;

/**
 * `GET /sign-in/oidc/<provider>` sends the browser to the provider, `…/callback` takes it back. Whatever goes wrong ends on
 * the sign-in page with its code and reference.
 */
export function addOidcRoutes(app: Hono, deps: OidcDeps): void {
	app.get("/sign-in/oidc/:provider", (c) =>
		orFail(c, deps, () => begin(c, deps)),
	);
	app.get("/sign-in/oidc/:provider/callback", (c) =>
		orFail(c, deps, () => finish(c, deps)),
	);
}

async function begin(c: Context, deps: OidcDeps): Promise<Response> {
	checkOwnSite(c);
	takeAttempt(c, deps);
	const provider = providerOf(c, deps);
	const begun = await provider.begin(callbackUrl(deps, provider));
	const { url, ...attempt } = begun;
	const lines = deps.attemptCookies.keep(c.req.header("cookie"), {
		...attempt,
		provider: provider.settings.id,
		returnTo: localPath(c.req.query("returnTo")),
		begunAtMs: deps.clock.now().getTime(),
	});
	for (const line of lines) c.header("set-cookie", line, { append: true });
	return c.redirect(url, 303);
}

async function finish(c: Context, deps: OidcDeps): Promise<Response> {
	takeAttempt(c, deps);
	const query = new URL(c.req.url).search;
	const state = c.req.query("state") ?? "";
	const { attempt, set } = deps.attemptCookies.take(
		c.req.header("cookie"),
		state,
	);
	for (const line of set) c.header("set-cookie", line, { append: true });
	const provider = providerOf(c, deps);
	const isOurs = attempt?.provider === provider.settings.id;
	if (!attempt || !isOurs || query.length > maxQueryLength)
		throw new AppError("SIGN_IN_ATTEMPT_UNKNOWN", {
			minutes: attemptSeconds / 60,
		});
	const currentUrl = new URL(callbackUrl(deps, provider) + query);
	const claims = await provider.finish(currentUrl, attempt);
	const session = await deps.signIn.signInByProvider(
		claims,
		browserOf(c, deps),
	);
	if (claims.groups)
		await followGroups(deps.people, session, claims.groups).catch(
			async (thrown) => {
				// Nobody is given its cookie: it must not go on.
				await deps.signIn.endSession(session, session.session.id);
				throw thrown;
			},
		);
	c.header("set-cookie", deps.cookie.set(session.secret), { append: true });
	return c.redirect(localPath(attempt.returnTo), 303);
}

/** The provider says in which groups a person is; what was set by hand gives way. */
async function followGroups(
	people: People,
	self: Self,
	groups: readonly string[],
): Promise<void> {
	for (const { person, organisation } of await people.listMemberships(self)) {
		const isSame =
			person.groups.length === groups.length &&
			groups.every((group) => person.groups.includes(group));
		if (!isSame)
			await people.updatePerson(actorOf(person), organisation.id, person.id, {
				groups,
			});
	}
}

/** @throws AppError SIGN_IN_PROVIDER_UNKNOWN. */
function providerOf(c: Context, deps: OidcDeps): ProviderClient {
	const id = c.req.param("provider") ?? "";
	const found = deps.providers.find(({ settings }) => settings.id === id);
	if (found) return found;
	throw new AppError("SIGN_IN_PROVIDER_UNKNOWN", {
		provider: id.slice(0, 64),
	});
}

function callbackUrl(deps: OidcDeps, { settings }: ProviderClient): string {
	return `${deps.publicUrl}/sign-in/oidc/${settings.id}/callback`;
}

async function orFail(
	c: Context,
	deps: OidcDeps,
	act: () => Promise<Response>,
): Promise<Response> {
	try {
		return await act();
	} catch (thrown) {
		const { code, ref } = reportSignIn(deps.reportError, thrown);
		const where = new URLSearchParams({ failed: code, ref: ref ?? "" });
		return c.redirect(`/sign-in?${where}`, 303);
	}
}
