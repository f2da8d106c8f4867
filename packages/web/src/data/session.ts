import { readFailure } from "./api-failure.ts";
import { fetchAnswer } from "./fetch-answer.ts";
import { rememberOrganisations } from "./organisation-address.ts";
import { notifyOtherTabs } from "./other-tabs.ts";

/** Who is signed in, as `GET /session` tells it. */
export interface Session {
	readonly signedIn: boolean;
	readonly csrfToken: string | null;
	readonly account: {
		readonly id: string;
		readonly email: string;
		readonly displayName: string;
		readonly hasPassword: boolean;
		/** Whether a new password is taken only together with the current one. */
		readonly mustSayPassword: boolean;
	} | null;
	readonly organisations: readonly {
		readonly id: string;
		readonly name: string;
		readonly role: string;
	}[];
	/** The organisation used last. */
	readonly organisation: string | null;
	readonly providers: readonly { readonly id: string; readonly name: string }[];
	readonly passwordSignIn: boolean;
	readonly canCreateOrganisation: boolean;
	readonly version: string;
}

/** Proves that a request by cookie is ours; each answer about the session brings the one to use from then on. */
let csrfToken: string | null = null;

/** The headers that prove a request by cookie is ours, and say for which organisation it is. */
export function requestHeaders(
	organisation: string | null,
): Record<string, string> {
	return {
		...(csrfToken ? { "x-csrf-token": csrfToken } : {}),
		...(organisation ? { "x-organisation": organisation } : {}),
	};
}

/** Asks who is signed in. @throws ApiFailure */
export async function readSession(): Promise<Session> {
	return await keep(await send("/session", { method: "GET" }));
}

/** Exchanges the code of a one-time link for a session. @throws ApiFailure */
export async function signInByLink(code: string): Promise<Session> {
	return await begin(await post("/sign-in/link", { code }));
}

/** @throws ApiFailure */
export async function signInByPassword(
	email: string,
	password: string,
): Promise<Session> {
	return await begin(await post("/sign-in/password", { email, password }));
}

/** Ends the session of this browser. @throws ApiFailure */
export async function signOut(): Promise<void> {
	await post("/sign-out", {});
	csrfToken = null;
	notifyOtherTabs();
}

/** Where a sign-in by a provider begins; it comes back to `returnTo`. */
export function providerUrl(provider: string, returnTo: string): string {
	return `/sign-in/oidc/${encodeURIComponent(provider)}?returnTo=${encodeURIComponent(returnTo)}`;
}

/** Who invites whom, as `POST /invitation` tells it. */
export interface Invitation {
	readonly organisation: { readonly name: string };
	readonly email: string;
	/** An email. */
	readonly invitedBy: string;
	readonly expiresAt: string;
}

/** What an invitation is about. It is counted as an attempt to sign in: ask once. @throws ApiFailure */
export async function readInvitation(code: string): Promise<Invitation> {
	return await (await post("/invitation", { code })).json();
}

async function keep(response: Response): Promise<Session> {
	const session: Session = await response.json();
	csrfToken = session.csrfToken;
	rememberOrganisations(session.organisations);
	return session;
}

async function begin(response: Response): Promise<Session> {
	const session = await keep(response);
	notifyOtherTabs();
	return session;
}

async function post(path: string, body: unknown): Promise<Response> {
	return await send(path, {
		method: "POST",
		headers: { "content-type": "application/json", ...requestHeaders(null) },
		body: JSON.stringify(body),
	});
}

async function send(path: string, init: RequestInit): Promise<Response> {
	const response = await fetchAnswer(path, {
		...init,
		headers: { accept: "application/json", ...init.headers },
	});
	if (response.ok) return response;
	throw readFailure(
		await response.json().catch(() => undefined),
		response.status,
	);
}
