import { randomBytes } from "node:crypto";
import {
	createServer,
	type IncomingMessage,
	type Server,
	type ServerResponse,
} from "node:http";
import type { Provider } from "oidc-provider";
import type { Ending } from "../temp-dir.ts";
import { createLoginPage } from "./login-page.ts";
import type { MemoryStore } from "./memory-adapter.ts";
import { createProviderApp } from "./provider-app.ts";
import {
	createSigningKey,
	type Forgery,
	forgeToken,
	type SigningKey,
} from "./signing-key.ts";
import type { TestAccount } from "./test-account.ts";
import type { TestClient } from "./test-client.ts";

export interface TestProviderOptions {
	readonly people: readonly Omit<TestAccount, "subject">[];
	/** Default: one, `quarterdeck`, with a secret and no redirect address yet: see `allow`. */
	readonly clients?: readonly TestClient[];
	/** Where the e-mail address and the rest are; default the ID token (and the userinfo endpoint too). */
	readonly claimsIn?: "id token" | "userinfo";
}

/** Requests of one path that wait until they are released. */
export interface PausedRequests {
	/** Fulfilled when the first of them is here. */
	readonly arrived: Promise<void>;
	/** Answers them, and all that follow, as usual. */
	release(): void;
}

/** A real OpenID Connect provider on loopback. Paths: /auth, /token, /me, /jwks, /interaction/…, /.well-known/openid-configuration. */
export interface TestProvider {
	/** `http://localhost:<port>`: another site than 127.0.0.1, as providers are. */
	readonly issuer: string;
	/** The first client. */
	readonly client: TestClient;
	/** Paths asked for so far, in their order. */
	readonly requests: readonly string[];
	/** Lets the first client be answered at this address too. */
	allow(redirectUri: string): void;
	/** @throws Error when nobody has this address. */
	account(email: string): TestAccount;
	add(person: Omit<TestAccount, "subject">): TestAccount;
	/** Changes what is known of somebody from now on; the subject stays. */
	change(
		email: string,
		change: Partial<Omit<TestAccount, "subject">>,
	): TestAccount;
	/** Requests of this path wait until they are released. */
	holds(path: string): PausedRequests;
	/** Requests of this path get this status and text; undefined: as usual again. */
	answers(
		path: string,
		answer:
			| {
					readonly status: number;
					readonly body?: string;
					/** Default: none is said. */
					readonly contentType?: string;
			  }
			| undefined,
	): void;
	/** ID tokens are falsified; undefined: as usual again. */
	forges(forgery: Forgery | undefined): void;
	/** Signs with a new key and publishes only that. */
	rotatesKey(): Promise<void>;
	/** Nobody listens on the port any more. What it knows, it keeps. */
	stop(): Promise<void>;
	/** Listens on the same port again. */
	start(): Promise<void>;
}

/** Starts a provider that knows these people; it ends with the test. */
export async function startTestProvider(
	t: Ending,
	options: TestProviderOptions,
): Promise<TestProvider> {
	const accounts = options.people.map(withSubject);
	const clients = new Map<string, TestClient>();
	const first = options.clients?.[0] ?? {
		id: "quarterdeck",
		secret: randomBytes(16).toString("hex"),
		redirectUris: [],
	};
	for (const client of [first, ...(options.clients ?? [])])
		clients.set(client.id, client);
	const requests: string[] = [];
	const held = new Map<
		string,
		{ arrive(): void; readonly gate: Promise<void> }
	>();
	const canned = new Map<
		string,
		{ status: number; body?: string; contentType?: string }
	>();
	let forgery: Forgery | undefined;
	let key = await createSigningKey();
	let handle: Handle | undefined;
	const server = createServer((request, response) => {
		answer(request, response).catch((error: unknown) => {
			response.writeHead(500).end(String(error));
		});
	});
	await listen(server, 0);
	const port = portOf(server);
	const issuer = `http://localhost:${port}`;
	const shared = {
		issuer,
		cookieKey: randomBytes(16).toString("hex"),
		store: new Map() satisfies MemoryStore,
		clients,
		accounts: () => accounts,
		claimsIn: options.claimsIn ?? "id token",
	} as const;
	const build = (): Handle => {
		const provider = createProviderApp({ ...shared, key });
		falsify(provider, () => ({ forgery, key }));
		const login = createLoginPage({ provider, accounts: () => accounts });
		return { provider: provider.callback(), login };
	};
	handle = build();

	async function answer(
		request: IncomingMessage,
		response: ServerResponse,
	): Promise<void> {
		const path = new URL(request.url ?? "/", issuer).pathname;
		requests.push(path);
		const holding = held.get(path);
		holding?.arrive();
		await holding?.gate;
		const fixed = canned.get(path);
		if (fixed?.contentType)
			response.setHeader("content-type", fixed.contentType);
		if (fixed) response.writeHead(fixed.status).end(fixed.body ?? "");
		else if (path.startsWith("/interaction/"))
			await handle?.login(request, response);
		else handle?.provider(request, response);
	}

	const stop = async (): Promise<void> => {
		if (!server.listening) return;
		const closed = new Promise((done) => server.close(done));
		server.closeAllConnections();
		await closed;
	};
	t.after(stop);
	const indexOf = (email: string): number => {
		const index = accounts.findIndex((account) => account.email === email);
		if (index < 0) throw new Error(`the provider knows no ${email}`);
		return index;
	};

	return {
		issuer,
		get client() {
			return clients.get(first.id) ?? first;
		},
		requests,
		allow(redirectUri) {
			const { redirectUris } = clients.get(first.id) ?? first;
			clients.set(first.id, {
				...first,
				redirectUris: [...redirectUris, redirectUri],
			});
		},
		account: (email) => accounts[indexOf(email)] ?? withSubject({ email }),
		add(person) {
			const account = withSubject(person);
			accounts.push(account);
			return account;
		},
		change(email, change) {
			const index = indexOf(email);
			const changed = {
				...withSubject({ email }),
				...accounts[index],
				...change,
			};
			accounts[index] = changed;
			return changed;
		},
		holds(path) {
			const arrived = Promise.withResolvers<void>();
			const gate = Promise.withResolvers<void>();
			held.set(path, { arrive: arrived.resolve, gate: gate.promise });
			return {
				arrived: arrived.promise,
				release() {
					held.delete(path);
					gate.resolve();
				},
			};
		},
		answers(path, fixed) {
			if (fixed) canned.set(path, fixed);
			else canned.delete(path);
		},
		forges(next) {
			forgery = next;
		},
		async rotatesKey() {
			key = await createSigningKey();
			handle = build();
		},
		stop,
		start: () => listen(server, port),
	};
}

interface Handle {
	readonly provider: ReturnType<Provider["callback"]>;
	readonly login: ReturnType<typeof createLoginPage>;
}

function withSubject(person: Omit<TestAccount, "subject">): TestAccount {
	return { ...person, subject: randomBytes(8).toString("hex") };
}

/** Replaces ID tokens in the answers of the token endpoint. */
function falsify(
	provider: Provider,
	wanted: () => {
		readonly forgery: Forgery | undefined;
		readonly key: SigningKey;
	},
): void {
	provider.use(async (context, next) => {
		await next();
		const { forgery, key } = wanted();
		const { body } = context;
		if (!forgery || context.path !== "/token") return;
		if (typeof body !== "object" || body === null || !("id_token" in body))
			return;
		context.body = {
			...body,
			id_token: await forgeToken(String(body.id_token), key, forgery),
		};
	});
}

function listen(server: Server, port: number): Promise<void> {
	return new Promise((resolve, reject) => {
		server.once("error", reject);
		server.listen(port, "127.0.0.1", () => {
			server.off("error", reject);
			resolve();
		});
	});
}

function portOf(server: Server): number {
	const address = server.address();
	return typeof address === "object" && address ? address.port : 0;
}
