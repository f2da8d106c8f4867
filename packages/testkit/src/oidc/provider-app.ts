import { type Grant, Provider, type ProviderContext } from "oidc-provider";
import { createMemoryAdapter, type MemoryStore } from "./memory-adapter.ts";
import type { SigningKey } from "./signing-key.ts";
import { claimsOf, type TestAccount } from "./test-account.ts";
import type { TestClient } from "./test-client.ts";

export interface ProviderAppOptions {
	readonly issuer: string;
	readonly key: SigningKey;
	readonly cookieKey: string;
	readonly store: MemoryStore;
	readonly clients: ReadonlyMap<string, TestClient>;
	readonly accounts: () => readonly TestAccount[];
	/** Where the e-mail address and the rest are. */
	readonly claimsIn: "id token" | "userinfo";
}

const hourSeconds = 3600;

/** The real provider, strict about redirect addresses, PKCE and secrets, and asking nobody for consent. */
export function createProviderApp(options: ProviderAppOptions): Provider {
	return new Provider(options.issuer, {
		adapter: createMemoryAdapter(options.store, (id) =>
			registrationOf(options.clients.get(id)),
		),
		jwks: { keys: [options.key] },
		cookies: { keys: [options.cookieKey] },
		claims: {
			openid: ["sub"],
			email: ["email", "email_verified"],
			profile: ["name", "groups"],
			groups: ["groups"],
		},
		scopes: ["openid", "email", "profile", "groups", "offline_access"],
		conformIdTokenClaims: options.claimsIn === "userinfo",
		responseTypes: ["code"],
		pkce: { required: () => true },
		features: {
			devInteractions: { enabled: false },
			rpInitiatedLogout: { enabled: false },
		},
		ttl: {
			AccessToken: hourSeconds,
			AuthorizationCode: 60,
			Grant: hourSeconds,
			IdToken: hourSeconds,
			Interaction: hourSeconds,
			Session: hourSeconds,
		},
		interactions: {
			url: (_context: unknown, interaction: { readonly uid: string }) =>
				`/interaction/${interaction.uid}`,
		},
		clientBasedCORS: () => false,
		findAccount,
		loadExistingGrant: grantEverything,
		renderError,
	});

	async function findAccount(_context: unknown, subject: string) {
		const account = options
			.accounts()
			.find((candidate) => candidate.subject === subject);
		return (
			account && {
				accountId: subject,
				claims: async () => claimsOf(account),
			}
		);
	}
}

/** What is known of the client, in the words of the registration standard. */
function registrationOf(client: TestClient | undefined) {
	return (
		client && {
			client_id: client.id,
			client_secret: client.secret,
			redirect_uris: client.redirectUris,
			response_types: ["code"],
			grant_types: ["authorization_code"],
		}
	);
}

async function grantEverything({ oidc }: ProviderContext): Promise<Grant> {
	const grant = new oidc.provider.Grant({
		accountId: oidc.session.accountId,
		clientId: oidc.client.clientId,
	});
	grant.addOIDCScope(String(oidc.params.scope));
	await grant.save();
	return grant;
}

async function renderError(
	context: ProviderContext,
	out: Readonly<Record<string, string | undefined>>,
): Promise<void> {
	context.type = "text";
	context.body = `${out.error}: ${out.error_description}`;
}
