import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { AppError } from "@quarterdeck/contract";
import { createLog, systemClock } from "@quarterdeck/runtime";
import { signInAtProvider, startTestProvider } from "@quarterdeck/testkit/oidc";
import { noProxy } from "./outbound-proxy.ts";
import { createOutsideFetch } from "./outside-fetch.ts";
import { createProviderClient } from "./provider-client.ts";
import type { ProviderSettings } from "./provider-settings.ts";

interface Ending {
	after(act: () => void | Promise<void>): void;
}

interface Case {
	readonly settings: Partial<ProviderSettings>;
	readonly idToken: Readonly<Record<string, unknown>>;
	readonly userInfo?: Readonly<Record<string, unknown>>;
}

const redirectUri = "http://127.0.0.1:9/sign-in/oidc/house/callback";

function readCase(name: string): Case {
	const file = new URL(`testdata/${name}.json`, import.meta.url);
	return JSON.parse(readFileSync(file, "utf8")) as Case;
}

/** A provider that says this and nothing else of Ana, and what we make of it. */
async function stage(
	t: Ending,
	given: Case,
	more: Partial<ProviderSettings> = {},
) {
	const provider = await startTestProvider(t, {
		people: [{ email: "ana@example.com" }],
	});
	provider.allow(redirectUri);
	const { subject } = provider.account("ana@example.com");
	const { iss: _iss, sub: _sub, ...said } = given.idToken;
	provider.forges({
		claims: ({ iss, sub, aud, nonce, exp, iat }) => ({
			...{ iss, sub, aud, nonce, exp, iat },
			...said,
		}),
	});
	const answer = (userInfo: object) =>
		provider.answers("/me", {
			status: 200,
			contentType: "application/json",
			body: JSON.stringify(userInfo),
		});
	if (given.userInfo) answer({ ...given.userInfo, sub: subject });
	else provider.answers("/me", { status: 404 });
	const lines: string[] = [];
	const client = createProviderClient({
		clock: systemClock,
		log: createLog({
			process: "test",
			level: "info",
			write: (line) => void lines.push(line),
		}),
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
			...given.settings,
			...more,
		},
	});
	const signIn = async () => {
		const begun = await client.begin(redirectUri);
		const back = await signInAtProvider({
			authorizationUrl: begun.url,
			email: "ana@example.com",
		});
		return client.finish(new URL(back), begun);
	};
	return { provider, signIn, answer, lines };
}

async function refusal(doing: Promise<unknown>): Promise<AppError> {
	try {
		await doing;
	} catch (error) {
		if (error instanceof AppError) return error;
		throw error;
	}
	return assert.fail("it was accepted");
}

test("a single group as text is one group", async (t) => {
	const { signIn, provider } = await stage(t, readCase("groups-as-string"));
	assert.deepEqual((await signIn()).groups, ["Admin"]);
	assert.ok(!provider.requests.includes("/me"), "nothing was missing");
});

test("what only the UserInfo endpoint says is asked there, for the same person or not at all", async (t) => {
	const given = readCase("groups-in-userinfo");
	const { signIn, answer } = await stage(t, given);
	const { email, emailVerified, groups } = await signIn();
	assert.deepEqual(
		{ email, emailVerified, groups },
		{ email: "ana@example.com", emailVerified: true, groups: ["ops"] },
	);
	answer({ ...given.userInfo, sub: "another" });
	const refused = await refusal(signIn());
	assert.equal(refused.code, "SIGN_IN_ANSWER_INVALID");
	assert.match(refused.message, /another person/);
});

test("another person's answer is refused also where only the groups were missing", async (t) => {
	const { idToken } = readCase("verified-is-missing");
	const { groups: _, ...without } = { ...idToken, email_verified: true } as {
		groups?: unknown;
	};
	const { signIn, answer } = await stage(t, {
		settings: { groupsClaim: "groups" },
		idToken: without,
	});
	answer({ sub: "another", groups: ["admin"] });
	assert.equal((await refusal(signIn())).code, "SIGN_IN_ANSWER_INVALID");
});

test("roles below a claim are found by a path", async (t) => {
	const { signIn } = await stage(t, readCase("nested-claim"));
	assert.deepEqual((await signIn()).groups, ["ops", "dev"]);
});

test("of hundreds of groups those that the filter names are taken, and without one the limit is said", async (t) => {
	const given = readCase("many-groups");
	const filtered = await stage(t, given);
	assert.deepEqual((await filtered.signIn()).groups, ["k8s-ops", "k8s-dev"]);
	const unfiltered = await stage(t, given, { groupsFilter: [] });
	const refused = await refusal(unfiltered.signIn());
	assert.equal(refused.code, "SIGN_IN_GROUPS_TOO_MANY");
	assert.match(refused.message, /limit is 200.*groupsFilter/);
});

test("groups that are kept elsewhere because they are too many end the sign-in with what to change", async (t) => {
	for (const more of [{}, { groupsMissing: "none" }] as const) {
		const given = readCase("too-many-for-a-token");
		const { signIn } = await stage(t, given, more);
		const refused = await refusal(signIn());
		assert.equal(refused.code, "SIGN_IN_GROUPS_ELSEWHERE");
		assert.match(refused.message, /send only the groups .* assigned/);
	}
});

test("an address without a word on whether it is verified is trusted by the setting only", async (t) => {
	const given = readCase("verified-is-missing");
	const closed = await stage(t, given);
	assert.equal((await closed.signIn()).emailVerified, false);
	const trusting = await stage(t, given, { trustEmail: true });
	assert.equal((await trusting.signIn()).emailVerified, true);
	assert.ok(!trusting.provider.requests.includes("/me"));
});

test("groups that nobody names are unknown, unless the operator knows that it means none", async (t) => {
	const { idToken } = readCase("groups-as-string");
	const given: Case = {
		settings: { groupsClaim: "roles" },
		idToken,
		userInfo: {},
	};
	const kept = await stage(t, given);
	assert.equal((await kept.signIn()).groups, undefined);
	assert.match(kept.lines.join(""), /did not say which groups/);
	const none = await stage(t, given, { groupsMissing: "none" });
	assert.deepEqual((await none.signIn()).groups, []);
	none.provider.answers("/me", { status: 500 });
	assert.equal((await none.signIn()).groups, undefined, "it did not answer");
	assert.match(none.lines.join(""), /UserInfo endpoint .* failed/);
});

test("a UserInfo endpoint that fails ends the sign-in only where the address is missing", async (t) => {
	const given = readCase("groups-in-userinfo");
	const { signIn, provider } = await stage(t, given);
	provider.answers("/me", { status: 500 });
	assert.equal((await refusal(signIn())).code, "SIGN_IN_UNAVAILABLE");
});

test("names that cannot be stored are passed over and logged", async (t) => {
	const { idToken } = readCase("groups-as-string");
	const { signIn, lines } = await stage(t, {
		settings: { groupsClaim: "groups" },
		idToken: { ...idToken, groups: ["ops", "", "x".repeat(257)] },
	});
	assert.deepEqual((await signIn()).groups, ["ops"]);
	const [line = "{}"] = lines;
	assert.deepEqual(
		{ ...JSON.parse(line), time: "" },
		{
			level: "warn",
			time: "",
			process: "test",
			name: "house",
			count: 2,
			user: "[redacted]",
			message: "a sign-in provider sent group names that cannot be used",
		},
	);
});
