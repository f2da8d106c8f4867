import type { ApiContext } from "./api-context.ts";

/** What the browser knows of who is there; the shape is the same for everyone who asks. */
export interface SessionView {
	readonly signedIn: boolean;
	/** Sent back as `X-CSRF-Token` with whatever changes something; absent for bearer tokens, which need none. */
	readonly csrfToken: string | null;
	readonly account: {
		readonly id: string;
		readonly email: string;
		readonly displayName: string;
		readonly hasPassword: boolean;
	} | null;
	readonly organisations: readonly {
		readonly id: string;
		readonly name: string;
		readonly role: string;
	}[];
	/** The organisation this session speaks in unless it says another. */
	readonly organisation: string | null;
	readonly providers: readonly { readonly id: string; readonly name: string }[];
	readonly passwordSignIn: boolean;
	readonly canCreateOrganisation: boolean;
	readonly version: string;
}

/** `GET /session`: who is there. Never an error for somebody who is not signed in. */
export async function viewSession(context: ApiContext): Promise<SessionView> {
	const { signedIn, deps } = context;
	return {
		signedIn: signedIn !== undefined,
		csrfToken: null,
		account: signedIn
			? {
					id: signedIn.person.id,
					email: signedIn.person.email,
					displayName: signedIn.person.displayName,
					hasPassword: false,
				}
			: null,
		organisations: signedIn
			? [
					{
						id: signedIn.organisation.id,
						name: signedIn.organisation.name,
						role: signedIn.person.role,
					},
				]
			: [],
		organisation: signedIn?.organisation.id ?? null,
		providers: [],
		passwordSignIn: false,
		canCreateOrganisation: false,
		version: deps.version,
	};
}
