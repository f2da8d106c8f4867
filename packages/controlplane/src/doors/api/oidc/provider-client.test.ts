import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { AppError } from "@quarterdeck/contract";
import { silentLog, systemClock } from "@quarterdeck/runtime";
import { createSteadyJobRunner } from "@quarterdeck/runtime/fakes";
import { createHandClock, until } from "@quarterdeck/testkit";
import {
	type Forgery,
	signInAtProvider,
	startTestProvider,
	type TestProvider,
	type TestProviderOptions,
} from "@quarterdeck/testkit/oidc";
import { noProxy } from "./outbound-proxy.ts";
import { createOutsideFetch } from "./outside-fetch.ts";
import {
	createProviderClient,
	type ProviderClient,
} from "./provider-client.ts";
import type { ProviderSettings } from "./provider-settings.ts";

const redirectUri = "http://127.0.0.1:9/sign-in/oidc/house/callback";
const ana = { email: "ana@example.com", name: "Ana", groups: ["ops", "sre"] };

interface Ending {
	after(act: () => void | Promise<void>): void;
}

function clientOf(
	provider: TestProvider,
	more: Partial<ProviderSettings> = {},
	clock = systemClock,
): ProviderClient {
	return createProviderClient({
		clock,
		log: silentLog,
		fetch: createOutsideFetch(noProxy),
		settings: {
			id: "house",
			name: "House",
			issuer: provider.issuer,
			clientId: provider.client.id,
			clientSecret: provider.client.secret,
			scopes: ["openid", "email", "profile"],
			groupsClaim: undefined,
			groupsFilter: [],
			groupsMissing: "keep",
			trustEmail: false,
			...more,
		},
	});
}

async function stage(
	t: Ending,
	options: Partial<TestProviderOptions> & {
		readonly settings?: Partial<ProviderSettings>;
	} = {},
) {
	const { settings, ...rest } = options;
	const provider = await startTestProvider(t, { people: [ana], ...rest });
	provider.allow(redirectUri);
	return { provider, client: clientOf(provider, settings) };
}

async function signIn(client: ProviderClient, email = ana.email) {
	const begun = await client.begin(redirectUri);
	const back = await signInAtProvider({ authorizationUrl: begun.url, email });
	return client.finish(new URL(back), begun);
}

async function codeOf(doing: Promise<unknown>): Promise<string> {
	try {
		await doing;
	} catch (error) {
		assert.ok(error instanceof AppError, String(error));
		return error.code;
	}
	return assert.fail("it was accepted");
}

describe("an answer of a provider", () => {
	test("that was altered, signed by a stranger or meant for another is not believed", async (t) => {
		const { provider, client } = await stage(t);
		const now = Math.floor(Date.now() / 1000);
		const forgeries: Record<string, Forgery> = {
			"another nonce": { claims: (all) => ({ ...all, nonce: "other" }) },
			"no nonce": { claims: ({ nonce: _, ...all }) => all },
			"another audience": { claims: (all) => ({ ...all, aud: "other" }) },
			"another issuer": {
				claims: (all) => ({ ...all, iss: "https://evil.example" }),
			},
			"no subject": { claims: ({ sub: _, ...all }) => all },
			"a stranger's signature": { signedBy: "stranger" },
			"no signature": { signedBy: "nobody" },
			"no email": { claims: (all) => ({ ...all, email: 7 }) },
		};
		for (const [name, forgery] of Object.entries(forgeries)) {
			provider.forges(forgery);
			assert.equal(
				await codeOf(signIn(client)),
				"SIGN_IN_ANSWER_INVALID",
				name,
			);
		}
		for (const [name, claims] of Object.entries({
			late: { exp: now - 3600, iat: now - 7200 },
			"not yet": { nbf: now + 3600 },
		})) {
			provider.forges({ claims: (all) => ({ ...all, ...claims }) });
			assert.equal(await codeOf(signIn(client)), "SIGN_IN_CLOCKS", name);
		}
		provider.forges({
			claims: (all) => ({ ...all, nbf: now + 30, exp: now - 30 }),
		});
		assert.equal((await signIn(client)).email, ana.email, "a little is borne");
	});

	test("of another sign-in, or a second time, is not taken", async (t) => {
		const { client } = await stage(t);
		const mine = await client.begin(redirectUri);
		const theirs = await client.begin(redirectUri);
		const back = await signInAtProvider({
			authorizationUrl: theirs.url,
			email: ana.email,
		});
		assert.equal(
			await codeOf(client.finish(new URL(back), mine)),
			"SIGN_IN_ANSWER_INVALID",
		);
		await client.finish(new URL(back), theirs);
		assert.equal(
			await codeOf(client.finish(new URL(back), theirs)),
			"SIGN_IN_PROVIDER_REFUSED",
		);
	});

	test("that refuses is told as such, and its text is not repeated", async (t) => {
		const { client } = await stage(t);
		const begun = await client.begin(redirectUri);
		const back = await signInAtProvider({
			authorizationUrl: begun.url,
			email: ana.email,
			cancel: true,
		});
		assert.equal(
			await codeOf(client.finish(new URL(back), begun)),
			"SIGN_IN_PROVIDER_REFUSED",
		);
		const hostile = new URL(back);
		hostile.searchParams.set("error", "<script>alert(1)</script>");
		await assert.rejects(
			client.finish(hostile, begun),
			(error: Error) => !error.message.includes("script"),
		);
	});

	test("with a wrong secret of ours, an endless answer or an error is told as ours to mend", async (t) => {
		const { provider, client } = await stage(t);
		const stranger = clientOf(provider, { clientSecret: "wrong" });
		assert.equal(await codeOf(signIn(stranger)), "SIGN_IN_UNAVAILABLE");
		for (const answer of [
			{ status: 500 },
			{ status: 200, body: "<html>" },
			{ status: 200, body: `{"x":"${"x".repeat(2_000_000)}"}` },
		]) {
			provider.answers("/token", answer);
			assert.equal(await codeOf(signIn(client)), "SIGN_IN_UNAVAILABLE");
		}
	});
});

test("an answer is believed: subject, email and name, and groups only when they are asked for", async (t) => {
	const { provider, client } = await stage(t);
	const { subject } = provider.account(ana.email);
	assert.deepEqual(await signIn(client), {
		issuer: provider.issuer,
		subject,
		email: ana.email,
		emailVerified: true,
		displayName: "Ana",
		groups: undefined,
		skippedGroups: 0,
	});
	await provider.rotatesKey();
	await signIn(client).catch(() => {});
	assert.equal((await signIn(client)).email, ana.email, "keys may change");
	const grouped = clientOf(provider, { groupsClaim: "groups" });
	assert.deepEqual((await signIn(grouped)).groups, ana.groups);
	provider.change(ana.email, { emailVerified: false });
	assert.equal((await signIn(client)).emailVerified, false);
	provider.forges({ claims: (all) => ({ ...all, groups: { ops: true } }) });
	assert.equal(await codeOf(signIn(grouped)), "SIGN_IN_ANSWER_INVALID");
});

test("a provider that tells the email at the userinfo endpoint only is asked there", async (t) => {
	const { client } = await stage(t, { claimsIn: "userinfo" });
	assert.equal((await signIn(client)).email, ana.email);
});

describe("a provider that is down", () => {
	test("is asked again with growing pauses until it answers, and its addresses are then kept", async (t) => {
		const clock = createHandClock();
		const { provider } = await stage(t);
		const client = clientOf(provider, {}, clock);
		await provider.stop();
		assert.equal(
			await codeOf(client.begin(redirectUri)),
			"SIGN_IN_UNAVAILABLE",
		);
		const jobs = createSteadyJobRunner(clock);
		jobs.start(client.discovery);
		t.after(() => jobs.stop());
		await until(() => jobs.list()[0]?.failures === 1);
		await provider.start();
		const discoveries = () =>
			provider.requests.filter((path) => path.includes("openid-configuration"))
				.length;
		const before = discoveries();
		await until(async () => {
			await clock.wind(60_000);
			return discoveries() > before;
		});
		await signIn(client);
		const asked = discoveries();
		await signIn(client);
		assert.equal(discoveries(), asked);
		await provider.stop();
		const { url } = await client.begin(redirectUri);
		assert.ok(url.startsWith(provider.issuer), "its page says that it is down");
	});

	test("when somebody comes back from it is told as such", async (t) => {
		const { provider, client } = await stage(t);
		const begun = await client.begin(redirectUri);
		const back = await signInAtProvider({
			authorizationUrl: begun.url,
			email: ana.email,
		});
		await provider.stop();
		assert.equal(
			await codeOf(client.finish(new URL(back), begun)),
			"SIGN_IN_UNAVAILABLE",
		);
	});
});
