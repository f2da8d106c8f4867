import { AppError } from "@quarterdeck/contract";
import type { TokenBuckets } from "@quarterdeck/runtime";
import type { Context, Hono } from "hono";
import { z } from "zod";
import type { Browser, NewSession } from "../../../rooms/sign-in/index.ts";
import type { ApiDeps } from "../api-context.ts";
import { findSession } from "../identify.ts";
import type { ClientAddress } from "../limits/client-address.ts";
import type { RequestLimit } from "../limits/request-limit.ts";
import { takeAttempt } from "../limits/take-attempt.ts";
import { viewNobody, viewSession } from "../session-route.ts";
import { checkOwnPage, checkOwnSite } from "./check-own-page.ts";
import { readJson } from "./read-json.ts";
import type { SessionCookie } from "./session-cookie.ts";

/** What the routes of signing in need beside what every route has. */
export interface SignInDeps extends ApiDeps {
	readonly cookie: SessionCookie;
	readonly addressOf: ClientAddress;
	/** Attempts to sign in, by address. */
	readonly attempts: TokenBuckets;
	readonly requestLimit: RequestLimit;
}

const linkSchema = z.strictObject({ code: z.string().min(1).max(512) });
const passwordSchema = z.strictObject({
	email: z.string().min(1).max(320),
	password: z.string().min(1).max(1024),
});

/** `POST /sign-in/link`, `POST /sign-in/password`, `POST /invitation`, `POST /sign-out`. */
export function addSignInRoutes(app: Hono, deps: SignInDeps): void {
	app.post("/sign-in/link", async (c) => {
		checkOwnSite(c);
		takeAttempt(c, deps);
		const { code } = await readJson(c, deps, linkSchema);
		return answerSession(c, deps, await signInByCode(c, deps, code));
	});
	app.post("/sign-in/password", async (c) => {
		checkOwnSite(c);
		takeAttempt(c, deps);
		const given = await readJson(c, deps, passwordSchema);
		if (!deps.passwordSignIn) throw new AppError("PASSWORDS_OFF", {});
		const { signIn } = deps;
		const session = await signIn.signInByPassword(given, browserOf(c, deps));
		return answerSession(c, deps, session);
	});
	// Whoever may come asks first who it is that invites them; a guess at a code counts as one to sign in.
	app.post("/invitation", async (c) => {
		checkOwnSite(c);
		takeAttempt(c, deps);
		const { code } = await readJson(c, deps, linkSchema);
		const shown = await deps.people.showInvitation(code);
		const { organisation, email, inviter, expiresAt } = shown;
		c.header("cache-control", "no-store");
		return c.json({
			organisation: { name: organisation.name },
			email,
			invitedBy: inviter,
			expiresAt,
		});
	});
	app.post("/sign-out", async (c) => {
		const secret = deps.cookie.read(c.req.header("cookie"));
		deps.requestLimit.admit(c, "look");
		const open = secret && (await findSession(deps.signIn, secret));
		deps.requestLimit.settle(c, "look", Boolean(open));
		if (secret && open) {
			checkOwnPage(c, secret);
			await deps.signIn.endSession(open, open.session.id);
		}
		c.header("set-cookie", deps.cookie.clear());
		return c.json(viewNobody(deps));
	});
}

/** What a browser tells of itself when it signs in, and the session it brought along, which ends. */
export function browserOf(c: Context, deps: SignInDeps): Browser {
	return {
		userAgent: c.req.header("user-agent"),
		address: deps.addressOf(c),
		earlierSecret: deps.cookie.read(c.req.header("cookie")),
	};
}

/** An invitation's code proves the email by itself only where nobody else could be asked for it. */
async function signInByCode(
	c: Context,
	deps: SignInDeps,
	code: string,
): Promise<NewSession> {
	const browser = browserOf(c, deps);
	if (!code.startsWith("qdi_")) return deps.signIn.signInByLink(code, browser);
	if (deps.providers.length === 0)
		return deps.signIn.acceptByLink(code, browser);
	throw new AppError("INVITATION_NEEDS_SIGN_IN", {
		providers: deps.providers.map(({ settings }) => settings.name).join(" or "),
	});
}

async function answerSession(
	c: Context,
	deps: SignInDeps,
	session: NewSession,
): Promise<Response> {
	c.header("set-cookie", deps.cookie.set(session.secret));
	return c.json(await viewSession(deps, session, session.secret));
}
