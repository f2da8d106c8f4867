import {
	mustSayCurrent,
	type OpenSession,
	type SignedIn,
} from "../../rooms/sign-in/index.ts";
import type { ApiDeps } from "./api-context.ts";
import { mayCreateOrganisation } from "./may-create-organisation.ts";
import { csrfTokenOf } from "./sign-in/session-cookie.ts";

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
		/** Whether a new password is taken only together with the current one. */
		readonly mustSayPassword: boolean;
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

/** What is told to somebody who is not signed in. */
export function viewNobody(deps: ApiDeps): SessionView {
	return {
		signedIn: false,
		csrfToken: null,
		account: null,
		organisations: [],
		organisation: null,
		providers: deps.providers.map(({ settings: { id, name } }) => ({
			id,
			name,
		})),
		passwordSignIn: deps.passwordSignIn,
		canCreateOrganisation: false,
		version: deps.version,
	};
}

/** What is told to a browser of its session. */
export async function viewSession(
	deps: ApiDeps,
	open: OpenSession,
	secret: string,
): Promise<SessionView> {
	const memberships = await deps.people.listMemberships(open);
	const organisations = memberships.map(({ organisation, person }) => ({
		id: organisation.id,
		name: organisation.name,
		role: person.role,
	}));
	const last = open.session.organisationId;
	const { id, email, displayName, hasPassword } = open.account;
	return {
		...viewNobody(deps),
		signedIn: true,
		csrfToken: csrfTokenOf(secret),
		account: {
			id,
			email,
			displayName,
			hasPassword,
			mustSayPassword: mustSayCurrent(open),
		},
		organisations,
		organisation:
			organisations.find((one) => one.id === last)?.id ??
			organisations[0]?.id ??
			null,
		canCreateOrganisation: mayCreateOrganisation(
			deps.organisationCreation,
			organisations.length,
		),
	};
}

/** What is told to who holds a token: the one organisation it speaks in. */
export function viewToken(deps: ApiDeps, signedIn: SignedIn): SessionView {
	const { id, email, displayName, hasPassword } = signedIn.account;
	const { organisation, person } = signedIn;
	return {
		...viewNobody(deps),
		signedIn: true,
		// A token sets none.
		account: {
			id,
			email,
			displayName,
			hasPassword,
			mustSayPassword: hasPassword,
		},
		organisations: [
			{ id: organisation.id, name: organisation.name, role: person.role },
		],
		organisation: organisation.id,
	};
}
