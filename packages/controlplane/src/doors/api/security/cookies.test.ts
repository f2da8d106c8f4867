import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { stageApi } from "../stage-api.fixture.ts";
import { createTestBrowser } from "../test-browser.fixture.ts";
import { codeFor, signedInBrowser } from "./stage-people.fixture.ts";

const me = "{ me { email } }";

describe("the session's cookie", () => {
	test("is for our host and our pages alone, and no script reads it", async (t) => {
		const staged = await stageApi(t);
		const { setLines } = await signedInBrowser(staged);
		assert.equal(setLines.length, 1);
		assert.match(
			setLines[0] ?? "",
			/^quarterdeck=[\w-]{60,}; Path=\/; HttpOnly; SameSite=Lax; Max-Age=604800$/,
		);
	});

	test("is kept for as long as a session may last", async (t) => {
		for (const sessionDays of [1, 366]) {
			const staged = await stageApi(t, { sessionDays });
			const { setLines } = await signedInBrowser(staged);
			const seconds = /Max-Age=(\d+)$/.exec(setLines[0] ?? "")?.[1];
			assert.equal(Number(seconds), sessionDays * 86_400);
		}
	});

	test("is planted by no neighbour and sent over no open line where there is https", async (t) => {
		const staged = await stageApi(t, { publicUrl: "https://qd.example.com" });
		const browser = createTestBrowser(staged.url);
		await browser.post(
			"/sign-in/link",
			{ code: await codeFor(staged, staged.signedIn) },
			{ origin: "https://qd.example.com" },
		);
		assert.match(
			browser.setLines[0] ?? "",
			/^__Host-quarterdeck=[\w-]{60,}; Path=\/; HttpOnly; SameSite=Lax; Secure; Max-Age=604800$/,
		);
		const secret = browser.cookies.get("__Host-quarterdeck") ?? "";
		browser.cookies.clear();
		browser.cookies.set("quarterdeck", secret);
		assert.equal((await browser.session()).signedIn, false);
		const page = await fetch(`${staged.url}/session`);
		assert.match(
			page.headers.get("strict-transport-security") ?? "",
			/max-age/,
		);
	});

	test("has another secret after each sign-in, and the one before ends", async (t) => {
		const staged = await stageApi(t);
		const victim = createTestBrowser(staged.url);
		const attacker = await signedInBrowser(staged);
		const planted = attacker.cookies.get("quarterdeck") ?? "";
		victim.cookies.set("quarterdeck", planted);
		const seen = await victim.signIn(await codeFor(staged, staged.signedIn));
		assert.equal(seen.signedIn, true);
		assert.notEqual(victim.cookies.get("quarterdeck"), planted);
		assert.equal((await attacker.session()).signedIn, false);
		victim.cookies.set("quarterdeck", "qds_made-up-by-somebody-else-entirely");
		await victim.signIn(await codeFor(staged, staged.signedIn));
		assert.notEqual(
			victim.cookies.get("quarterdeck"),
			"qds_made-up-by-somebody-else-entirely",
		);
	});

	test("goes with signing out, and its secret opens nothing any more", async (t) => {
		const staged = await stageApi(t);
		const browser = await signedInBrowser(staged);
		const secret = browser.cookies.get("quarterdeck") ?? "";
		const foreign = await browser.post("/sign-out", {}, { "x-csrf-token": "" });
		assert.equal(foreign.status, 403);
		assert.equal((await browser.session()).signedIn, true);
		const out = await browser.post("/sign-out", {});
		assert.equal(out.status, 200);
		assert.equal(((await out.json()) as { signedIn: boolean }).signedIn, false);
		assert.equal(browser.cookies.has("quarterdeck"), false);
		browser.cookies.set("quarterdeck", secret);
		assert.equal((await browser.session()).signedIn, false);
		assert.equal((await browser.post("/sign-out", {})).status, 200);
	});

	test("that is garbage, doubled or huge is that of a stranger", async (t) => {
		const { url } = await stageApi(t);
		for (const cookie of [
			"quarterdeck",
			"quarterdeck=",
			"quarterdeck=;;;=;",
			`quarterdeck=${"x".repeat(5000)}`,
			`${"a=b; ".repeat(500)}quarterdeck=qds_${"a".repeat(26)}_${"b".repeat(43)}`,
			"quarterdeck=qds_%00%0a; quarterdeck='--",
		]) {
			const response = await fetch(`${url}/session`, { headers: { cookie } });
			assert.equal(response.status, 200, cookie);
			const { signedIn } = (await response.json()) as { signedIn: boolean };
			assert.equal(signedIn, false, cookie);
		}
	});

	test("counts for nothing beside a bearer token that is not valid", async (t) => {
		const staged = await stageApi(t);
		const browser = await signedInBrowser(staged);
		const answer = await browser.ask(
			me,
			{},
			{ authorization: "Bearer qdt_no" },
		);
		assert.equal(answer.errors?.[0]?.extensions?.code, "NOT_SIGNED_IN");
	});
});

describe("signing out everywhere else", () => {
	test("ends the other browsers and their streams, and not this one", async (t) => {
		const staged = await stageApi(t);
		const here = await signedInBrowser(staged);
		const there = await signedInBrowser(staged);
		const heard = there.follow("subscription { clusterEvents { name } }");
		const ended = heard.next();
		const answer = await here.ask("mutation { endOtherSessions }");
		assert.deepEqual(answer.data, { endOtherSessions: 1 });
		const last = await ended;
		assert.equal(
			last.value?.errors?.[0]?.extensions?.code,
			"NOT_SIGNED_IN",
			JSON.stringify(last.value),
		);
		assert.equal((await there.session()).signedIn, false);
		assert.equal((await here.session()).signedIn, true);
	});

	test("shows one's own browsers, and ends one by its id", async (t) => {
		const staged = await stageApi(t);
		const here = await signedInBrowser(staged);
		const there = await signedInBrowser(staged);
		const query =
			"{ sessions { edges { node { id method isThisOne userAgent address } } } }";
		const listed = await here.ask(query);
		const found = listed.data?.sessions as
			| { edges: { node: { id: string; isThisOne: boolean } }[] }
			| undefined;
		const edges = found?.edges ?? [];
		assert.equal(edges.length, 2);
		const other = edges.find(({ node }) => !node.isThisOne)?.node.id;
		const end = "mutation ($id: ID!) { endSession(id: $id) { id } }";
		assert.deepEqual((await here.ask(end, { id: other })).data, {
			endSession: { id: other },
		});
		assert.equal((await there.session()).signedIn, false);
		for (const id of [other, "ses_nonsense", staged.newId("session")])
			assert.equal(
				(await here.ask(end, { id })).errors?.[0]?.extensions?.code,
				"SESSION_NOT_FOUND",
			);
	});
});

test("a token or a secret in an address is never looked at", async (t) => {
	const staged = await stageApi(t);
	const { token, url } = staged;
	const browser = await signedInBrowser(staged);
	const secret = browser.cookies.get("quarterdeck");
	for (const name of ["token", "access_token", "authorization", "quarterdeck"])
		for (const value of [token, `Bearer ${token}`, secret ?? ""]) {
			const query = `${name}=${encodeURIComponent(value)}`;
			const session = await fetch(`${url}/session?${query}`);
			const seen = (await session.json()) as { signedIn: boolean };
			assert.equal(seen.signedIn, false, query);
			const asked = await fetch(`${url}/graphql?${query}`, {
				method: "POST",
				headers: { "content-type": "application/json" },
				body: JSON.stringify({ query: me }),
			});
			assert.match(await asked.text(), /NOT_SIGNED_IN/, query);
			assert.equal((await fetch(`${url}/audit/export?${query}`)).status, 401);
		}
});
