import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { until } from "@quarterdeck/testkit";
import { stageApi } from "../stage-api.fixture.ts";
import { createTestBrowser } from "../test-browser.fixture.ts";
import { signedInBrowser } from "./stage-people.fixture.ts";

type Staged = Awaited<ReturnType<typeof stageApi>>;

function post(
	{ url, token }: Pick<Staged, "url" | "token">,
	body: unknown,
	path = "/graphql",
): Promise<Response> {
	return fetch(url + path, {
		method: "POST",
		headers: {
			"content-type": "application/json",
			...(token ? { authorization: `Bearer ${token}` } : {}),
		},
		body: typeof body === "string" ? body : JSON.stringify(body),
	});
}

async function codeOf(response: Response): Promise<string | undefined> {
	const { errors, error } = (await response.json()) as {
		errors?: { extensions?: { code: string } }[];
		error?: { code: string };
	};
	return errors?.[0]?.extensions?.code ?? error?.code;
}

/** More than any limit lets through, however slow the machine is. */
const maxTries = 1000;

async function until429(act: () => Promise<Response>): Promise<Response> {
	for (let i = 0; i < maxTries; i++) {
		const response = await act();
		if (response.status === 429) return response;
		await response.body?.cancel();
	}
	return assert.fail(`${maxTries} tries were let through`);
}

describe("whoever tries too often", () => {
	test("to sign in is told to wait, by whichever way they try", async (t) => {
		const { url } = await stageApi(t);
		const ways: (() => Promise<Response>)[] = [
			() => post({ url, token: "" }, { code: "qdl_no" }, "/sign-in/link"),
			() =>
				post(
					{ url, token: "" },
					{ email: "a@b.c", password: "guess" },
					"/sign-in/password",
				),
			() =>
				post(
					{ url, token: "" },
					{ query: 'mutation { signIn(code: "qdl_no") { token } }' },
				),
			() => post({ url, token: "" }, { code: "qdi_no" }, "/invitation"),
			() => post({ url, token: "qdt_guess" }, { query: "{ me { id } }" }),
		];
		let tries = 0;
		const refused = await until429(() => {
			const way = ways[tries++ % ways.length] ?? assert.fail();
			return way();
		});
		assert.match(refused.headers.get("retry-after") ?? "", /^[1-9]\d?$/);
		assert.equal(await codeOf(refused), "REQUESTS_TOO_MANY");
		const places: string[] = [];
		while (places.length < maxTries && !places.at(-1)?.includes("TOO_MANY")) {
			const path = "/sign-in/oidc/house/callback?state=x";
			const response = await fetch(url + path, { redirect: "manual" });
			places.push(response.headers.get("location") ?? "");
		}
		assert.match(
			places.at(-1) ?? "",
			/^\/sign-in\?failed=REQUESTS_TOO_MANY&ref=err_/,
		);
		const session = await fetch(`${url}/session`);
		assert.equal(session.status, 200, "looking is no try");
	});

	test("to ask is told to wait, and others are not held back", async (t) => {
		const staged = await stageApi(t, { requestsPerSecond: 1 });
		const browser = await signedInBrowser(staged);
		const query = "{ me { id } }";
		assert.equal((await post(staged, { query })).status, 200);
		const refused = await until429(() => post(staged, { query }));
		assert.equal(await codeOf(refused), "REQUESTS_TOO_MANY");
		const download = await until429(() =>
			fetch(`${staged.url}/audit/export`, {
				headers: { authorization: `Bearer ${staged.token}` },
			}),
		);
		assert.match(download.headers.get("retry-after") ?? "", /^\d+$/);
		assert.ok((await browser.ask(query)).data, "another session of the same");
	});

	test("with tokens that are not known costs no look-ups without end, and who is known is let in", async (t) => {
		const staged = await stageApi(t, {
			requestsPerSecond: 1,
			signInsPerSecond: 100_000,
		});
		const browser = await signedInBrowser(staged);
		assert.ok((await browser.session()).signedIn);
		const query = "{ me { id } }";
		assert.ok((await browser.ask(query)).data);
		let lookUps = 0;
		const { authenticate } = staged.signIn;
		Object.assign(staged.signIn, {
			authenticate(token: string) {
				lookUps += 1;
				return authenticate(token);
			},
		});
		const ways = [
			(token: string) => post({ ...staged, token }, { query }),
			({ length }: string) =>
				fetch(`${staged.url}/session`, {
					headers: { authorization: `Bearer qdt_${length}` },
				}),
			(token: string) =>
				fetch(`${staged.url}/audit/export`, {
					headers: { authorization: `Bearer ${token}` },
				}),
		];
		let answered = 0;
		for (let tries = 0; tries < 30; tries++)
			for (const way of ways)
				await until429(async () => {
					const response = await way(`qdt_${"x".repeat(20 + tries)}`);
					if (response.status !== 429) answered += 1;
					return response;
				});
		assert.ok(lookUps > 10);
		assert.equal(lookUps, answered, "what is refused was not looked up");
		assert.ok((await browser.session()).signedIn);
		assert.ok((await browser.ask(query)).data, "known, from the same address");
	});

	test("to look whether they are signed in is told to wait, and with nobody before the page is not", async (t) => {
		const staged = await stageApi(t, { requestsPerSecond: 1 });
		const headers = { authorization: `Bearer ${staged.token}` };
		const look = () => fetch(`${staged.url}/session`, { headers });
		const refused = await until429(look);
		assert.match(refused.headers.get("retry-after") ?? "", /^\d+$/);
		assert.equal(await codeOf(refused), "REQUESTS_TOO_MANY");
		assert.equal(
			(await post(staged, { query: "{ me { id } }" })).status,
			200,
			"looking does not use up asking",
		);
		for (let i = 0; i < 100; i++)
			assert.equal((await fetch(`${staged.url}/session`)).status, 200);
	});

	test("to follow is refused, until one of theirs ends", async (t) => {
		const staged = await stageApi(t, { openSubscriptions: 3 });
		const query = "subscription { clusterEvents { name } }";
		const browser = await signedInBrowser(staged);
		const open = [1, 2, 3].map(() => browser.follow(query));
		const first = open.map((events) => events.next());
		await until(() => staged.openSubscriptions() === 3);
		const [fourth] = await Array.fromAsync(browser.follow(query));
		assert.equal(
			fourth?.errors?.[0]?.extensions?.code,
			"SUBSCRIPTIONS_TOO_MANY",
		);
		assert.equal(staged.openSubscriptions(), 3);
		await browser.ask("mutation { endOtherSessions }");
		await browser.post("/sign-out", {});
		await Promise.all(first);
		await until(() => staged.openSubscriptions() === 0);
		const again = await signedInBrowser(staged);
		const next = again.follow(query).next();
		await until(() => staged.openSubscriptions() === 1);
		await again.post("/sign-out", {});
		await next;
	});
});

describe("a query that wants too much", () => {
	const bombs: Record<string, string> = {
		"many pages": `{ ${Array.from({ length: 25 }, (_, i) => `a${i}: clusters(first: 500) { edges { node { id name state plugins { key state } labels { name value } } } }`).join(" ")} }`,
		"a page of pages by fragments": `{ ...a ...a ...a ...a ...a } fragment a on Query { ...b ...b ...b ...b ...b ...b } fragment b on Query { auditRecords(first: 500) { edges { node { id seq code outcome hash facts } } } }`,
		"deep nesting": `{ me { organisation { ${"owner { organisation { ".repeat(10)} id ${"} }".repeat(10)} } } }`,
		"walks through the audit": `mutation { ${Array.from({ length: 30 }, (_, i) => `v${i}: verifyAudit { ok }`).join(" ")} }`,
		aliases: `{ ${Array.from({ length: 100 }, (_, i) => `a${i}: me { id }`).join(" ")} }`,
		fields: `{ me { ${Array.from({ length: 600 }, () => "id").join(" ")} } }`,
		length: `{ me { id } } # ${"x".repeat(40_000)}`,
	};
	for (const [name, query] of Object.entries(bombs))
		test(`by ${name} is refused before anything is read`, async (t) => {
			const staged = await stageApi(t);
			assert.equal(
				await codeOf(await post(staged, { query })),
				"INPUT_TOO_LARGE",
			);
		});

	test("by directives, tokens, knots or batches is refused", async (t) => {
		const staged = await stageApi(t);
		const query = "{ me { id } }";
		for (const body of [
			{ query: `{ me ${"@include(if: true) ".repeat(3000)} { id } }` },
			{ query: `{ me ${"@a".repeat(1500)} { id } }` },
			{ query: `query ${"($a: Int) ".repeat(2000)} { me { id } }` },
			{ query: "{ ...a } fragment a on Query { ...a }" },
			{ query: `{${"{".repeat(5000)}` },
			[{ query }, { query }],
			[[{ query }]],
			{ query, variables: [] },
			{ query: 7 },
			{ query, operationName: { $ne: null } },
			"",
			"null",
			"[".repeat(100_000),
			`{"query":${"[".repeat(100_000)}`,
		]) {
			const response = await post(staged, body);
			const text = await response.text();
			assert.doesNotMatch(text, /"data":\{/, JSON.stringify(body).slice(0, 80));
			assert.doesNotMatch(text, /node_modules|INTERNAL/);
			assert.ok(response.status < 500, text);
		}
		assert.equal((await post(staged, { query })).status, 200);
	});

	test("or a body over its limit is not read to its end", async (t) => {
		const staged = await stageApi(t);
		const large = "x".repeat(1_100_000);
		const graphql = await post(staged, { query: "{ me { id } }", large });
		assert.equal(graphql.status, 413);
		const browser = createTestBrowser(staged.url);
		const signIn = await browser.post("/sign-in/link", { code: large });
		assert.equal(signIn.status, 413);
		assert.equal(await codeOf(signIn), "INPUT_TOO_LARGE");
	});
});

test("strangers see no schema, by whichever name they ask for it", async (t) => {
	const { url } = await stageApi(t);
	for (const query of [
		"{ __schema { queryType { name } } }",
		'{ __type(name: "Query") { name } }',
		"query ($x: Boolean = true) { a: __schema @include(if: $x) { types { name } } }",
		"{ ...a } fragment a on Query { __schema { types { name } } }",
		"{ clusterz { id } }",
		'mutation { signin(code: "x") { token } }',
	]) {
		const text = await (await post({ url, token: "" }, { query })).text();
		assert.doesNotMatch(text, /"data":\{"/, query);
		assert.doesNotMatch(text, /Did you mean/, query);
	}
});
