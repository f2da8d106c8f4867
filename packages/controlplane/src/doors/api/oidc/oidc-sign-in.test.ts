import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createLog, silentLog, systemClock } from "@quarterdeck/runtime";
import { signInAtProvider, startTestProvider } from "@quarterdeck/testkit/oidc";
import { stageApi } from "../stage-api.fixture.ts";
import {
	createTestBrowser,
	type TestBrowser,
} from "../test-browser.fixture.ts";
import { noProxy } from "./outbound-proxy.ts";
import { createOutsideFetch } from "./outside-fetch.ts";
import { createProviderClient } from "./provider-client.ts";

interface Ending {
	after(act: () => void | Promise<void>): void;
}

const ana = { email: "ana@example.com", name: "Ana", groups: ["ops"] };
const eve = { email: "eve@example.com", name: "Eve" };

async function stage(
	t: Ending,
	given: {
		readonly groupsClaim?: string;
		readonly groupsFilter?: readonly string[];
		readonly groupsMissing?: "keep" | "none";
		readonly lines?: string[];
		readonly level?: "debug" | "info";
	} = {},
) {
	const provider = await startTestProvider(t, { people: [ana, eve] });
	const { lines } = given;
	const log = lines
		? createLog({
				process: "test",
				level: given.level ?? "debug",
				write: (line) => lines.push(line),
			})
		: silentLog;
	const client = createProviderClient({
		clock: systemClock,
		log,
		fetch: createOutsideFetch(noProxy),
		settings: {
			id: "house",
			name: "House",
			issuer: provider.issuer,
			clientId: provider.client.id,
			clientSecret: provider.client.secret,
			scopes: ["openid", "email", "profile"],
			groupsClaim: given.groupsClaim,
			groupsFilter: given.groupsFilter ?? [],
			groupsMissing: given.groupsMissing ?? "keep",
			trustEmail: false,
		},
	});
	const staged = await stageApi(t, { providers: [client], log });
	provider.allow(`${staged.url}/sign-in/oidc/house/callback`);
	return { provider, staged, browser: createTestBrowser(staged.url) };
}

/** To the provider and back; what our answer to that is. */
async function goThrough(
	browser: TestBrowser,
	given: {
		readonly email?: string;
		readonly cancel?: boolean;
		readonly returnTo?: string;
		readonly change?: (back: URL) => void;
	} = {},
): Promise<Response> {
	const returnTo = encodeURIComponent(given.returnTo ?? "/clusters");
	const begun = await browser.get(`/sign-in/oidc/house?returnTo=${returnTo}`);
	const authorizationUrl = begun.headers.get("location") ?? "";
	const back = new URL(
		await signInAtProvider({
			authorizationUrl,
			email: given.email ?? ana.email,
			cancel: given.cancel ?? false,
		}),
	);
	given.change?.(back);
	return browser.get(back.pathname + back.search);
}

function failure(response: Response): string | undefined {
	const location = response.headers.get("location") ?? "";
	return /^\/sign-in\?failed=([A-Z_]+)&ref=err_/.exec(location)?.[1];
}

describe("a sign-in by a provider that goes wrong ends on the sign-in page with code and reference:", () => {
	test("an answer that another browser began, or that comes twice", async (t) => {
		const { staged, browser } = await stage(t);
		const other = createTestBrowser(staged.url);
		let path = "";
		const ended = await goThrough(browser, {
			change: (back) => {
				path = back.pathname + back.search;
			},
		});
		assert.equal(ended.headers.get("location"), "/clusters");
		for (const one of [other, browser]) {
			const before = one.cookies.get("quarterdeck");
			assert.equal(failure(await one.get(path)), "SIGN_IN_ATTEMPT_UNKNOWN");
			assert.equal(one.cookies.get("quarterdeck"), before);
		}
	});

	test("one whose state was altered, is missing, or that is far too long", async (t) => {
		const { browser } = await stage(t);
		for (const change of [
			(back: URL) => back.searchParams.set("state", "x"),
			(back: URL) => back.searchParams.delete("state"),
			(back: URL) => back.searchParams.set("x", "x".repeat(9000)),
		])
			assert.equal(
				failure(await goThrough(browser, { change })),
				"SIGN_IN_ATTEMPT_UNKNOWN",
			);
		assert.equal(browser.cookies.has("quarterdeck"), false);
	});

	test("an attempt whose cookie was altered or made up", async (t) => {
		const { browser } = await stage(t);
		const response = await goThrough(browser, {
			change() {
				for (const [name, value] of browser.cookies)
					browser.cookies.set(name, `A${value.slice(1, -1)}A`);
			},
		});
		assert.equal(failure(response), "SIGN_IN_ATTEMPT_UNKNOWN");
	});

	test("a person who pressed Cancel, and an answer nobody can trust", async (t) => {
		const { provider, browser } = await stage(t);
		const cancelled = await goThrough(browser, { cancel: true });
		assert.equal(failure(cancelled), "SIGN_IN_PROVIDER_REFUSED");
		provider.forges({ claims: (all) => ({ ...all, nonce: "other" }) });
		const wrongNonce = await goThrough(browser);
		assert.equal(failure(wrongNonce), "SIGN_IN_ANSWER_INVALID");
		provider.forges({ claims: (all) => ({ ...all, exp: 1 }) });
		assert.equal(failure(await goThrough(browser)), "SIGN_IN_CLOCKS");
	});

	test("an email that is not verified", async (t) => {
		const { provider, browser } = await stage(t);
		provider.change(ana.email, { emailVerified: false });
		assert.equal(failure(await goThrough(browser)), "EMAIL_UNVERIFIED");
		assert.equal((await browser.session()).signedIn, false);
	});

	test("a provider that is down or unknown", async (t) => {
		const lines: string[] = [];
		const { provider, browser } = await stage(t, { lines });
		await provider.stop();
		const down = await browser.get("/sign-in/oidc/house");
		assert.equal(failure(down), "SIGN_IN_UNAVAILABLE");
		const ref = /ref=(err_\w+)/.exec(down.headers.get("location") ?? "")?.[1];
		assert.ok(lines.some((line) => ref && line.includes(ref)));
		assert.deepEqual((await browser.session()).providers, [
			{ id: "house", name: "House" },
		]);
		for (const path of ["/sign-in/oidc/none", "/sign-in/oidc/none/callback"])
			assert.equal(
				failure(await browser.get(path)),
				"SIGN_IN_PROVIDER_UNKNOWN",
			);
		await provider.start();
		const again = await goThrough(browser);
		assert.equal(again.headers.get("location"), "/clusters");
	});
});

test("an operator reads why a sign-in was refused or unavailable, with its cause and without the person", async (t) => {
	const lines: string[] = [];
	const { provider, staged, browser } = await stage(t, {
		lines,
		level: "info",
	});
	const said = (response: { ref: string }) => {
		const found = lines.filter((line) => line.includes(response.ref));
		assert.equal(found.length, 1);
		assert.doesNotMatch(found[0] ?? "", /ana@example/);
		return JSON.parse(found[0] ?? "{}") as Record<string, string>;
	};
	const refOf = (response: Response) => ({
		ref:
			/ref=(err_\w+)/.exec(response.headers.get("location") ?? "")?.[1] ?? "",
	});
	await provider.stop();
	const down = said(refOf(await browser.get("/sign-in/oidc/house")));
	assert.equal(down.level, "warn");
	assert.equal(down.code, "SIGN_IN_UNAVAILABLE");
	assert.match(down.error ?? "", /caused by .*ECONNREFUSED/s);
	await provider.start();
	provider.change(ana.email, { emailVerified: false });
	const unverified = said(refOf(await goThrough(browser)));
	assert.equal(unverified.level, "info");
	assert.equal(unverified.code, "EMAIL_UNVERIFIED");
	provider.forges({ signedBy: "stranger" });
	const forged = said(refOf(await goThrough(browser)));
	assert.equal(forged.level, "info");
	assert.match(forged.error ?? "", /House.*\n +caused by .+/);
	const link = await fetch(`${staged.url}/sign-in/link`, {
		method: "POST",
		headers: { "content-type": "application/json" },
		body: JSON.stringify({ code: "qdl_wrong" }),
	});
	const { error } = (await link.json()) as { error: { ref: string } };
	assert.equal(said(error).code, "SIGN_IN_REFUSED");
	for (let i = 0; i < 100; i++) await browser.get("/sign-in/oidc/none");
	assert.ok(
		!lines.some((line) => /TOO_MANY|PROVIDER_UNKNOWN/.test(line)),
		"a flood is not",
	);
});

test("nothing that could sign somebody in is written to the log", async (t) => {
	const lines: string[] = [];
	const { browser, provider } = await stage(t, { lines });
	let secrets: string[] = [];
	await goThrough(browser, {
		change(back) {
			secrets = [...back.searchParams.values(), ...browser.cookies.values()];
		},
	});
	provider.forges({ signedBy: "stranger" });
	await goThrough(browser);
	for (const secret of [
		...secrets,
		provider.client.secret,
		browser.cookies.get("quarterdeck") ?? "",
	])
		if (secret.length > 20 && !secret.startsWith("http"))
			assert.ok(!lines.join("\n").includes(secret), secret);
});

test("whoever the provider vouches for is signed in, and led back to where they were", async (t) => {
	const { staged, browser } = await stage(t);
	const response = await goThrough(browser, {
		returnTo: "/clusters/eu?state=LOST#plugins",
	});
	assert.equal(response.status, 303);
	assert.equal(
		response.headers.get("location"),
		"/clusters/eu?state=LOST#plugins",
	);
	const seen = await browser.session();
	assert.equal(seen.account?.email, ana.email);
	assert.equal(seen.organisation, staged.organisation.id);
	assert.deepEqual([...browser.cookies.keys()], ["quarterdeck"]);
	const outside = await goThrough(browser, { returnTo: "//evil.example" });
	assert.equal(outside.headers.get("location"), "/");
	const first = browser.setLines.find((line) => line.includes("-sign-in-"));
	assert.match(
		first ?? "",
		/^quarterdeck-sign-in-[0-9a-f]{16}=[\w-]+; Path=\/; HttpOnly; SameSite=Lax; Max-Age=600$/,
	);
});

test("somebody whom no organisation knows is signed in without one", async (t) => {
	const { browser } = await stage(t);
	await goThrough(browser, { email: eve.email });
	const seen = await browser.session();
	assert.equal(seen.signedIn, true);
	assert.deepEqual(seen.organisations, []);
	assert.equal(seen.canCreateOrganisation, false);
	const refused = await browser.ask("{ clusters { totalCount } }");
	assert.equal(refused.errors?.[0]?.extensions?.code, "ORGANISATION_NONE");
	const viewer = await browser.ask(
		"{ viewer { account { email } person { id } organisations { id } scopes } }",
	);
	assert.deepEqual(viewer.data?.viewer, {
		account: { email: eve.email },
		person: null,
		organisations: [],
		scopes: null,
	});
	const create = 'mutation { createOrganisation(name: "Eve") { id } }';
	assert.equal(
		(await browser.ask(create)).errors?.[0]?.extensions?.code,
		"ORGANISATION_CREATION_CLOSED",
	);
});

test("two tabs sign in at once, and of many begun the newest few are kept", async (t) => {
	const { browser } = await stage(t);
	const begin = async () => {
		const response = await browser.get("/sign-in/oidc/house?returnTo=/audit");
		return response.headers.get("location") ?? "";
	};
	const [first, second] = [await begin(), await begin()];
	const finish = async (authorizationUrl: string) => {
		const back = new URL(
			await signInAtProvider({ authorizationUrl, email: ana.email }),
		);
		const response = await browser.get(back.pathname + back.search);
		return response.headers.get("location");
	};
	assert.equal(await finish(second), "/audit");
	assert.equal(await finish(first), "/audit");
	const begun: string[] = [];
	for (let i = 0; i < 6; i++) begun.push(await begin());
	const attempts = [...browser.cookies.keys()].filter((name) =>
		name.includes("sign-in"),
	);
	assert.equal(attempts.length, 3);
	assert.match((await finish(begun[0] ?? "")) ?? "", /ATTEMPT_UNKNOWN/);
	assert.equal(await finish(begun[5] ?? ""), "/audit");
});

test("groups follow the provider when they are asked for there, and are left alone else", async (t) => {
	for (const [groupsClaim, expected] of [
		["groups", ["ops"]],
		[undefined, []],
	] as const) {
		const { browser, provider } = await stage(
			t,
			groupsClaim ? { groupsClaim } : {},
		);
		const groups = async () => {
			await goThrough(browser);
			await browser.session();
			const { data } = await browser.ask("{ me { groups } }");
			return (data?.me as { groups: string[] } | undefined)?.groups;
		};
		assert.deepEqual(await groups(), expected);
		provider.change(ana.email, { groups: [] });
		assert.deepEqual(await groups(), []);
	}
});

test("group names that cannot be stored or come twice hinder nobody and are no change", async (t) => {
	const { provider, staged, browser } = await stage(t, {
		groupsClaim: "groups",
	});
	provider.change(ana.email, {
		groups: ["ops", " ", "ops ", "\u0007", "ops", "sre"],
	});
	for (let i = 0; i < 2; i++)
		assert.equal(failure(await goThrough(browser)), undefined);
	await browser.session();
	const { data } = await browser.ask("{ me { groups } }");
	assert.deepEqual(data?.me, { groups: ["ops", "sre"] });
	const { items } = await staged.audit.listRecords(
		staged.organisation.id,
		{},
		{ first: 50 },
	);
	const updated = items.filter(({ code }) => code === "person.updated");
	assert.equal(updated.length, 1);
});

test("groups that the provider stops saying are kept, and a sign-in that ends for its groups begins no session", async (t) => {
	const { provider, staged, browser } = await stage(t, {
		groupsClaim: "groups",
	});
	const groups = async () => {
		const { data } = await browser.ask("{ me { groups } }");
		return (data?.me as { groups: string[] } | undefined)?.groups;
	};
	await goThrough(browser);
	await browser.session();
	assert.deepEqual(await groups(), ["ops"]);
	provider.change(ana.email, { claims: { groups: undefined } });
	assert.equal(failure(await goThrough(browser)), undefined);
	await browser.session();
	assert.deepEqual(await groups(), ["ops"], "not said is not none");
	for (const [claims, code] of [
		[{ groups: undefined, _claim_names: { groups: "src1" } }, "ELSEWHERE"],
		[
			{ groups: Array.from({ length: 400 }, (_, i) => `team-${i}`) },
			"TOO_MANY",
		],
	] as const) {
		provider.forges({ claims: (all) => ({ ...all, ...claims }) });
		provider.answers("/me", { status: 404 });
		const other = createTestBrowser(staged.url);
		assert.equal(failure(await goThrough(other)), `SIGN_IN_GROUPS_${code}`);
		assert.equal((await other.session()).signedIn, false);
	}
	assert.deepEqual(await groups(), ["ops"]);
});

test("a sign-in that fails after its session began leaves no session", async (t) => {
	const { staged, browser } = await stage(t, { groupsClaim: "groups" });
	Object.assign(staged.people, {
		updatePerson: () => Promise.reject(new Error("broken")),
	});
	assert.equal(failure(await goThrough(browser)), "INTERNAL");
	const { account } = staged.signedIn;
	const sessions = await staged.signIn.listSessions(
		{ account, reach: undefined },
		{ first: 50 },
	);
	assert.deepEqual(sessions.items, []);
});
