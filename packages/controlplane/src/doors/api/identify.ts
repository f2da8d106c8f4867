import { AppError, isId, type OrganisationId } from "@quarterdeck/contract";
import type { Context } from "hono";
import type { OpenSession, SignIn } from "../../rooms/sign-in/index.ts";
import type { ApiContext, ApiDeps } from "./api-context.ts";
import { checkOwnPage } from "./sign-in/check-own-page.ts";
import type { SessionCookie } from "./sign-in/session-cookie.ts";

/**
 * Who sent a request. A bearer token is the whole proof where there is one; else the cookie is, for what comes from a page of
 * ours. A proof that is not valid (any more) is none: what strangers may do is decided where it is asked. Tokens are looked
 * for nowhere else, least of all in the address.
 *
 * @throws AppError ORGANISATION_UNKNOWN for an organisation that is not theirs, REQUEST_FOREIGN; and what the store throws:
 * a broken database must not look like a wrong token.
 */
export async function identify(
	deps: ApiDeps,
	cookie: SessionCookie,
	c: Context,
): Promise<ApiContext> {
	const authorization = c.req.header("authorization");
	if (authorization !== undefined)
		return identifyBearer(deps, authorization, wantedOrganisation(c));
	const secret = cookie.read(c.req.header("cookie"));
	const session = secret && (await findSession(deps.signIn, secret));
	if (!secret || !session) return nobody(deps);
	checkOwnPage(c, secret);
	return enter(deps, secret, session, wantedOrganisation(c));
}

function nobody(deps: ApiDeps): ApiContext {
	const context: ApiContext = {
		deps,
		signedIn: undefined,
		askAgain: async () => context,
	};
	return context;
}

async function enter(
	deps: ApiDeps,
	secret: string,
	session: OpenSession,
	wanted: OrganisationId | undefined,
): Promise<ApiContext> {
	const signedIn = await deps.signIn.enterOrganisation(session, wanted);
	const here = signedIn?.organisation.id;
	// Another request may have moved the session on; this one stays where it began.
	const askAgain = async (): Promise<ApiContext> => {
		const again = await findSession(deps.signIn, secret);
		if (!again) return nobody(deps);
		if (here) return enter(deps, secret, again, here);
		return { deps, signedIn: undefined, session: again, askAgain };
	};
	return { deps, signedIn, session, askAgain };
}

/** The session a secret opens; undefined when it ended. */
export async function findSession(
	signIn: SignIn,
	secret: string,
	options?: { readonly isUse?: boolean },
): Promise<OpenSession | undefined> {
	return unlessNotSignedIn(signIn.findSession(secret, options));
}

async function identifyBearer(
	deps: ApiDeps,
	authorization: string,
	wanted: OrganisationId | undefined,
): Promise<ApiContext> {
	const token = /^Bearer +(\S{1,512})$/i.exec(authorization)?.[1];
	if (token === undefined) return nobody(deps);
	const askAgain = () => identifyBearer(deps, authorization, wanted);
	if (token.startsWith("qdm_")) {
		const machine = await unlessNotSignedIn(
			deps.signIn.authenticateMachine(token),
		);
		if (machine) checkSame(machine.organisation.id, wanted);
		return { deps, signedIn: undefined, machine, askAgain };
	}
	const signedIn = await unlessNotSignedIn(deps.signIn.authenticate(token));
	if (signedIn) checkSame(signedIn.organisation.id, wanted);
	return { deps, signedIn, askAgain };
}

/** A token speaks in one organisation: to speak in another by it is a mistake, and never silently in its own. */
function checkSame(own: OrganisationId, wanted: string | undefined): void {
	if (wanted !== undefined && wanted !== own) throw unknown(wanted);
}

/** Downloads are links, which carry no header. */
function wantedOrganisation(c: Context): OrganisationId | undefined {
	const wanted =
		c.req.header("x-organisation") ??
		(c.req.method === "POST" ? undefined : c.req.query("organisation"));
	if (wanted === undefined || wanted === "") return undefined;
	if (isId("organisation", wanted)) return wanted;
	throw unknown(wanted);
}

function unknown(organisation: string): AppError {
	return new AppError("ORGANISATION_UNKNOWN", {
		organisation: organisation.slice(0, 64),
	});
}

async function unlessNotSignedIn<T>(asked: Promise<T>): Promise<T | undefined> {
	try {
		return await asked;
	} catch (error) {
		if (error instanceof AppError && error.code === "NOT_SIGNED_IN")
			return undefined;
		throw error;
	}
}
