import { AppError } from "@quarterdeck/contract";
import { createTokenBuckets, traceInstant } from "@quarterdeck/runtime";
import { type Context, Hono } from "hono";
import { answerError, failureHeaders } from "./answer-error.ts";
import type { ApiDeps } from "./api-context.ts";
import { addDownloadRoutes } from "./download-routes.ts";
import {
	createGraphqlHandler,
	graphqlPath,
	maxRequestBytes,
} from "./graphql-handler.ts";
import { createHostCheck } from "./host-check.ts";
import { findSession, identify } from "./identify.ts";
import { identifyCaller } from "./identify-caller.ts";
import { createClientAddress } from "./limits/client-address.ts";
import { createOpenSubscriptions } from "./limits/open-subscriptions.ts";
import { createRequestLimit } from "./limits/request-limit.ts";
import { verifyOneAtATime } from "./limits/verify-one-at-a-time.ts";
import { createAttemptCookies } from "./oidc/attempt-cookies.ts";
import { addOidcRoutes, type OidcDeps } from "./oidc/oidc-routes.ts";
import { readBody } from "./read-body.ts";
import { createSecurityHeaders } from "./security-headers.ts";
import { viewNobody, viewSession, viewToken } from "./session-route.ts";
import { isJson } from "./sign-in/read-json.ts";
import { reportSignIn } from "./sign-in/report-sign-in.ts";
import { createSessionCookie } from "./sign-in/session-cookie.ts";
import { addSignInRoutes } from "./sign-in/sign-in-routes.ts";
import { httpStatus } from "./to-graphql-error.ts";
import { createWeb, type Web } from "./web/create-web.ts";
import { isPagePath } from "./web/page-path.ts";

export interface CreateApiDeps
	extends Omit<ApiDeps, "subscriptions" | "verifyChain"> {
	/** Names beside loopback and the public address under which we may be reached. */
	readonly allowedHosts: readonly string[];
	/** Why nobody should be served now; undefined when there is no reason. */
	readonly clockProblem: () => string | undefined;
	/** The folder of the built UI; it may be empty or absent. */
	readonly webDir: string;
	/** 32 bytes: seals what a browser keeps for us while it signs in. */
	readonly attemptKey: Uint8Array;
	/** Addresses and networks whose X-Forwarded-For is believed. */
	readonly trustedProxies: readonly string[];
	/** Attempts to sign in from one address a second; a minute's worth at once. */
	readonly signInsPerSecond: number;
	/** How long a session may last at most. */
	readonly sessionDays: number;
	/** GraphQL requests of one session or token a second. */
	readonly requestsPerSecond: number;
	/** Of one account. */
	readonly openSubscriptions: number;
}

/** A large office signs in at the same minute of the morning. */
const signInBurstSeconds = 60;

/** The door for people and programs: the UI, GraphQL, downloads, sign-in, health. One `fetch` function, no port. */
export function createApi(given: CreateApiDeps): Hono {
	const app = new Hono();
	const deps = createDoorDeps(given);
	const web = createWeb(given.webDir);
	app.use(createSecurityHeaders(given.publicUrl));
	app.use(createHostCheck(given));
	addHealthRoutes(app, deps);
	app.use(async (_c, next) => {
		const reason = given.clockProblem();
		if (reason !== undefined) throw new AppError("CLOCK_WRONG", { reason });
		await next();
	});
	addGraphqlRoute(app, deps);
	addDownloadRoutes(app, deps, web);
	app.get("/session", async (c) => c.json(await answerSession(deps, c)));
	addSignInRoutes(app, deps);
	addOidcRoutes(app, deps);
	app.get("*", (c) => answerWeb(web, c) ?? c.notFound());
	app.notFound((c) => {
		const path = c.req.path.slice(0, 256);
		return answerError(
			new AppError("ROUTE_UNKNOWN", { method: c.req.method, path }),
			deps.reportError,
		);
	});
	app.onError((thrown, c) => answerFailure(deps, thrown, c));
	return app;
}

/** What the routes share: the same counters and cookies for all of them. */
function createDoorDeps(given: CreateApiDeps): OidcDeps {
	const cookie = createSessionCookie(given);
	const addressOf = createClientAddress(given.trustedProxies, given.log);
	const attempts = createTokenBuckets({
		...given,
		perSecond: given.signInsPerSecond,
		burst: given.signInsPerSecond * signInBurstSeconds,
	});
	return {
		...given,
		verifyChain: verifyOneAtATime(given.audit),
		subscriptions: createOpenSubscriptions(given.openSubscriptions),
		cookie,
		addressOf,
		attempts,
		requestLimit: createRequestLimit({
			...given,
			perSecond: given.requestsPerSecond,
			attempts,
			addressOf,
			cookie,
		}),
		attemptCookies: createAttemptCookies({
			...given,
			key: given.attemptKey,
			isSecure: given.publicUrl.startsWith("https:"),
		}),
	};
}

function addHealthRoutes(app: Hono, deps: ApiDeps): void {
	app.get("/healthz", (c) => c.text("ok\n"));
	app.get("/readyz", async (c) => {
		// The reasons name hosts and paths of ours: they are told on the operations port, and to who is signed in.
		const { ok } = await deps.health.report();
		return c.json({ ok }, ok ? 200 : 503);
	});
}

/**
 * JSON alone: what a form of another site can send is not read. Who speaks is asked when the whole request is there: what was begun
 * before somebody was removed is not done in their name after it.
 */
function addGraphqlRoute(app: Hono, deps: OidcDeps): void {
	const graphql = createGraphqlHandler(deps);
	app.post(graphqlPath, async (c) => {
		const arrivedAtMs = traceInstant();
		if (!isJson(c.req.header("content-type")))
			throw new AppError("INPUT_INVALID", {
				field: "Content-Type",
				reason: "expected application/json",
			});
		deps.requestLimit.admit(c, "ask");
		const { url, raw } = c.req;
		const body = await readBody(c, { ...deps, maxBytes: maxRequestBytes });
		const { headers, signal } = raw;
		const whole = new Request(url, { method: "POST", headers, body, signal });
		const context = await identifyCaller(deps, c);
		return graphql.fetch(whole, { ...context, arrivedAtMs });
	});
}

/** Never an error but that of too many: what is wrong with a proof shows as not signed in. */
async function answerSession(deps: OidcDeps, c: Context) {
	const { requestLimit } = deps;
	requestLimit.admit(c, "look");
	if (c.req.header("authorization") !== undefined) {
		const { signedIn, machine } = await identify(deps, deps.cookie, c);
		requestLimit.settle(c, "look", (signedIn ?? machine) !== undefined);
		return signedIn ? viewToken(deps, signedIn) : viewNobody(deps);
	}
	const secret = deps.cookie.read(c.req.header("cookie"));
	// Pages ask this every half minute, also with nobody before them.
	const open =
		secret && (await findSession(deps.signIn, secret, { isUse: false }));
	requestLimit.settle(c, "look", Boolean(open));
	return secret && open ? viewSession(deps, open, secret) : viewNobody(deps);
}

/**
 * Whoever asks for a page gets the UI on every path, which says itself what it does not know; whoever takes anything, as curl, load
 * balancers and link previews do, gets it where it has a page. What lies under /assets is there or is not.
 */
function answerWeb(web: Web, c: Context): Response | undefined {
	const file = web.file(c);
	if (file) return file;
	const { path } = c.req;
	if (path === graphqlPath || path.startsWith("/assets")) return undefined;
	const accept = c.req.header("accept") ?? "*/*";
	const wantsPage =
		accept.includes("text/html") ||
		(/\*\/\*|text\/\*/.test(accept) && isPagePath(path));
	return wantsPage ? web.page() : undefined;
}

/** In GraphQL's shape under its path, so that its clients understand it. */
function answerFailure(deps: ApiDeps, thrown: unknown, c: Context): Response {
	const isSignIn = /^\/(sign-in\/|invitation$)/.test(c.req.path);
	if (c.req.path !== graphqlPath)
		return answerError(thrown, (error) =>
			isSignIn
				? reportSignIn(deps.reportError, error)
				: deps.reportError(error),
		);
	const error = deps.reportError(thrown);
	const { code, kind, message, ref, facts } = error;
	return Response.json(
		{ errors: [{ message, extensions: { code, kind, ref, facts } }] },
		{ status: httpStatus(error), headers: failureHeaders(error) },
	);
}
