import assert from "node:assert/strict";
import {
	createHash,
	createPublicKey,
	type JsonWebKey,
	verify,
} from "node:crypto";
import { test } from "node:test";
import {
	type Claims,
	signInAtProvider,
	startTestProvider,
	type TestProvider,
} from "./index.ts";

const redirectUri = "http://127.0.0.1:1/callback";
const verifier = "v".repeat(43);
const ada = {
	email: "ada@example.com",
	name: "Ada",
	groups: ["ops"],
	password: "secret",
};

function authorizationUrl(
	provider: TestProvider,
	more: Readonly<Record<string, string>> = {},
): string {
	const query = new URLSearchParams({
		client_id: provider.client.id,
		redirect_uri: redirectUri,
		response_type: "code",
		scope: "openid email profile",
		state: "s1",
		nonce: "n1",
		code_challenge: createHash("sha256").update(verifier).digest("base64url"),
		code_challenge_method: "S256",
		...more,
	});
	return `${provider.issuer}/auth?${query}`;
}

async function redeem(provider: TestProvider, callback: string) {
	const { id, secret } = provider.client;
	return await fetch(`${provider.issuer}/token`, {
		method: "POST",
		headers: {
			authorization: `Basic ${Buffer.from(`${id}:${secret}`).toString("base64")}`,
		},
		body: new URLSearchParams({
			grant_type: "authorization_code",
			code: new URL(callback).searchParams.get("code") ?? "",
			redirect_uri: redirectUri,
			code_verifier: verifier,
		}),
	});
}

async function signIn(provider: TestProvider): Promise<string> {
	const callback = await signInAtProvider({
		authorizationUrl: authorizationUrl(provider),
		email: ada.email,
		password: ada.password,
	});
	const answer = (await (await redeem(provider, callback)).json()) as {
		id_token: string;
	};
	return answer.id_token;
}

function claimsIn(token: string): Claims {
	return JSON.parse(
		Buffer.from(token.split(".")[1] ?? "", "base64url").toString("utf8"),
	);
}

async function isSigned(
	provider: TestProvider,
	token: string,
): Promise<boolean> {
	const [head, body, signature = ""] = token.split(".");
	const { keys } = (await (await fetch(`${provider.issuer}/jwks`)).json()) as {
		keys: JsonWebKey[];
	};
	return keys.some((key) =>
		verify(
			"sha256",
			Buffer.from(`${head}.${body}`),
			createPublicKey({ key, format: "jwk" }),
			Buffer.from(signature, "base64url"),
		),
	);
}

async function start(t: Parameters<typeof startTestProvider>[0]) {
	const provider = await startTestProvider(t, { people: [ada] });
	provider.allow(redirectUri);
	return provider;
}

test("it says nothing on the console", async (t) => {
	const said: unknown[] = [];
	for (const way of ["info", "warn", "error", "log"] as const)
		t.mock.method(console, way, (line: unknown) => said.push(line));
	await signIn(await start(t));
	assert.deepEqual(said, []);
});

test("an address that was not allowed is not redirected to", async (t) => {
	const provider = await start(t);
	const asked = signInAtProvider({
		authorizationUrl: authorizationUrl(provider, {
			redirect_uri: `${redirectUri}/elsewhere`,
		}),
		email: ada.email,
	});
	await assert.rejects(asked, /redirect_uri/);
});

test("a client without PKCE is sent back with an error", async (t) => {
	const provider = await start(t);
	const back = await signInAtProvider({
		authorizationUrl: authorizationUrl(provider, {
			code_challenge: "",
			code_challenge_method: "",
		}),
		email: ada.email,
	});
	assert.equal(new URL(back).searchParams.get("error"), "invalid_request");
});

test("a wrong password and a stranger are refused at the form", async (t) => {
	const provider = await start(t);
	for (const who of [
		{ email: ada.email, password: "wrong" },
		{ email: "eve@example.com" },
	]) {
		const asked = signInAtProvider({
			authorizationUrl: authorizationUrl(provider),
			...who,
		});
		await assert.rejects(asked, /wrong/);
	}
});

test("a code is redeemed once", async (t) => {
	const provider = await start(t);
	const callback = await signInAtProvider({
		authorizationUrl: authorizationUrl(provider),
		...ada,
	});
	assert.equal((await redeem(provider, callback)).status, 200);
	assert.equal((await redeem(provider, callback)).status, 400);
});

test("whoever cancels is sent back with access_denied and the state", async (t) => {
	const provider = await start(t);
	const back = await signInAtProvider({
		authorizationUrl: authorizationUrl(provider),
		email: ada.email,
		cancel: true,
	});
	const { searchParams } = new URL(back);
	assert.equal(searchParams.get("error"), "access_denied");
	assert.equal(searchParams.get("state"), "s1");
});

test("a sign-in tells who somebody is, as it is known at that moment", async (t) => {
	const provider = await start(t);
	const before = claimsIn(await signIn(provider));
	assert.equal(before.sub, provider.account(ada.email).subject);
	assert.equal(before.email, ada.email);
	assert.equal(before.email_verified, true);
	assert.equal(before.name, "Ada");
	assert.deepEqual(before.groups, ["ops"]);
	assert.equal(before.nonce, "n1");
	provider.change(ada.email, { emailVerified: false, groups: [] });
	const after = claimsIn(await signIn(provider));
	assert.equal(after.sub, before.sub);
	assert.equal(after.email_verified, false);
	assert.deepEqual(after.groups, []);
});

test("with claims at the userinfo endpoint the ID token holds none", async (t) => {
	const provider = await startTestProvider(t, {
		people: [ada],
		claimsIn: "userinfo",
	});
	provider.allow(redirectUri);
	assert.equal(claimsIn(await signIn(provider)).email, undefined);
});

test("a forged token bears what was asked for", async (t) => {
	const provider = await start(t);
	assert.ok(await isSigned(provider, await signIn(provider)));
	provider.forges({ claims: (claims) => ({ ...claims, aud: "other" }) });
	const altered = await signIn(provider);
	assert.equal(claimsIn(altered).aud, "other");
	assert.ok(await isSigned(provider, altered));
	provider.forges({ signedBy: "stranger" });
	assert.ok(!(await isSigned(provider, await signIn(provider))));
	provider.forges({ signedBy: "nobody" });
	assert.match(await signIn(provider), /\.$/);
	provider.forges(undefined);
	assert.ok(await isSigned(provider, await signIn(provider)));
});

test("a new key replaces the old one and sessions go on", async (t) => {
	const provider = await start(t);
	const old = await signIn(provider);
	await provider.rotatesKey();
	assert.ok(!(await isSigned(provider, old)));
	assert.ok(await isSigned(provider, await signIn(provider)));
});

test("a held request is answered when it is released, others meanwhile", async (t) => {
	const provider = await start(t);
	const held = provider.holds("/token");
	const signedIn = signIn(provider);
	await held.arrived;
	assert.equal((await fetch(`${provider.issuer}/jwks`)).status, 200);
	held.release();
	assert.equal(claimsIn(await signedIn).email, ada.email);
});

test("a path fails as arranged, until that is undone", async (t) => {
	const provider = await start(t);
	provider.answers("/jwks", { status: 503, body: "later" });
	const failing = await fetch(`${provider.issuer}/jwks`);
	assert.equal(failing.status, 503);
	assert.equal(await failing.text(), "later");
	provider.answers("/jwks", undefined);
	assert.equal((await fetch(`${provider.issuer}/jwks`)).status, 200);
});

test("stopped, it cannot be reached; started again, it is the same", async (t) => {
	const provider = await start(t);
	const { subject } = provider.account(ada.email);
	await provider.stop();
	await assert.rejects(fetch(`${provider.issuer}/jwks`));
	await provider.start();
	assert.equal(claimsIn(await signIn(provider)).sub, subject);
});
