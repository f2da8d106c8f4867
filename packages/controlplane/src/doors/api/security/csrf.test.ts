import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { get, type IncomingHttpHeaders } from "node:http";
import { join } from "node:path";
import { describe, test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { stageApi } from "../stage-api.fixture.ts";
import type { TestBrowser } from "../test-browser.fixture.ts";
import { codeFor, signedInBrowser } from "./stage-people.fixture.ts";

const query = 'mutation { addCluster(name: "planted") { token } }';

type Staged = Awaited<ReturnType<typeof stageApi>>;

/** What a hostile page would like to happen has not happened. */
async function nothingHappened(staged: Staged): Promise<void> {
	const found = await staged.fleet.findCluster(
		staged.organisation.id,
		"planted",
	);
	assert.equal(found, undefined);
}

async function codeOf(response: Response): Promise<string | undefined> {
	const text = await response.text();
	const { errors, error } = JSON.parse(text) as {
		errors?: { extensions: { code: string } }[];
		error?: { code: string };
	};
	return errors?.[0]?.extensions.code ?? error?.code;
}

/** What is answered to a browser that follows a link on another site; `fetch` says of itself what a person's click is not. */
function followLink(
	{ url }: Staged,
	{ cookies }: TestBrowser,
	path: string,
	site: string,
): Promise<IncomingHttpHeaders> {
	const headers = {
		cookie: [...cookies].map((pair) => pair.join("=")).join("; "),
		"sec-fetch-site": site,
		"sec-fetch-mode": "navigate",
		"sec-fetch-dest": "document",
	};
	return new Promise((resolve, reject) => {
		get(new URL(path, url), { headers }, (response) => {
			response.resume();
			resolve(response.headers);
		}).on("error", reject);
	});
}

describe("a page of another site", () => {
	for (const site of ["cross-site", "same-site"])
		test(`makes no browser download anything (${site})`, async (t) => {
			const webDir = tempDir(t);
			writeFileSync(join(webDir, "index.html"), "<head></head>");
			const staged = await stageApi(t, { webDir });
			const browser = await signedInBrowser(staged);
			const made = await browser.ask(
				'mutation { createOrganisation(name: "Second") { id } }',
			);
			const { id: second = "" } = (made.data?.createOrganisation ?? {}) as {
				id?: string;
			};
			await browser.ask("{ me { id } }", {}, { "x-organisation": second });
			const { id } = staged.organisation;
			const before = await browser.session();
			assert.notEqual(before.organisation, id);
			const paths = [
				`/audit/export?organisation=${id}`,
				`/outputs/run_x?organisation=${id}`,
			];
			for (const path of paths) {
				for (const headers of [
					{},
					{ "sec-fetch-dest": "image" },
					{ "sec-fetch-dest": "iframe" },
				]) {
					const response = await browser.get(path, {
						"sec-fetch-site": site,
						...headers,
					});
					assert.equal(response.status, 403, path);
					assert.equal(await codeOf(response), "REQUEST_FOREIGN");
				}
				const led = await followLink(staged, browser, path, site);
				assert.equal(led["content-disposition"], undefined);
				if (path.startsWith("/audit"))
					assert.equal(led.location, `/o/${id}/audit`);
				else assert.match(led["content-type"] ?? "", /^text\/html/);
			}
			const away = "/audit/export?organisation=https://evil.example";
			const elsewhere = await followLink(staged, browser, away, site);
			assert.equal(elsewhere.location, "/");
			const { items } = await staged.audit.listRecords(
				id,
				{ code: "audit.exported" },
				{ first: 10 },
			);
			assert.equal(items.length, 0);
			const after = await browser.session();
			assert.equal(after.organisation, before.organisation, "it did not move");
			const own = await browser.get(paths[0] ?? "", {
				"sec-fetch-site": "same-origin",
			});
			assert.equal(own.status, 200);
			await own.text();
		});

	test("changes nothing by a form, a GET, or text that pretends to be JSON", async (t) => {
		const staged = await stageApi(t);
		const browser = await signedInBrowser(staged);
		const json = JSON.stringify({ query });
		for (const [type, body] of [
			[
				"application/x-www-form-urlencoded",
				new URLSearchParams({ query }).toString(),
			],
			["text/plain", json],
			["text/plain;charset=UTF-8", json],
			["multipart/form-data; boundary=x", `--x\r\n\r\n${json}\r\n--x--`],
			["application/graphql", query],
			["application/jsonp", json],
			["", json],
		] as const) {
			const response = await browser.post("/graphql", body, {
				"content-type": type,
			});
			assert.equal(response.status, 400, type);
		}
		const got = await browser.get(
			`/graphql?query=${encodeURIComponent(query)}`,
			{ accept: "text/html" },
		);
		assert.equal(got.status, 404);
		await nothingHappened(staged);
	});

	test("changes nothing without this session's token", async (t) => {
		const staged = await stageApi(t);
		const browser = await signedInBrowser(staged);
		const other = await signedInBrowser(staged);
		const theirs = (await other.session()).csrfToken ?? "";
		const own = (await browser.session()).csrfToken ?? "";
		assert.notEqual(own, theirs);
		for (const token of [
			"",
			"x",
			theirs,
			own.slice(0, -1),
			`${own}x`,
			"null",
		]) {
			const response = await browser.post(
				"/graphql",
				{ query },
				{ "x-csrf-token": token },
			);
			assert.equal(response.status, 403, token);
			assert.equal(await codeOf(response), "REQUEST_FOREIGN");
		}
		await nothingHappened(staged);
		assert.ok((await browser.ask(query)).data, "our own page does");
	});

	test("changes nothing from a foreign origin, or from none, whatever it knows", async (t) => {
		const staged = await stageApi(t);
		const browser = await signedInBrowser(staged);
		const refused: Record<string, string>[] = [
			{ origin: "https://evil.example.com" },
			{ origin: "null" },
			{ origin: `${staged.url}.evil.example.com` },
			{ origin: "http://127.0.0.1:1" },
			{ "sec-fetch-site": "cross-site" },
			{ "sec-fetch-site": "same-site" },
		];
		for (const headers of refused) {
			const response = await browser.post("/graphql", { query }, headers);
			assert.equal(response.status, 403, JSON.stringify(headers));
		}
		const csrf = (await browser.session()).csrfToken ?? "";
		const withoutOrigin = await fetch(`${staged.url}/graphql`, {
			method: "POST",
			headers: {
				"content-type": "application/json",
				cookie: `quarterdeck=${browser.cookies.get("quarterdeck")}`,
				"x-csrf-token": csrf,
			},
			body: JSON.stringify({ query }),
		});
		assert.equal(withoutOrigin.status, 403);
		await nothingHappened(staged);
	});

	test("signs nobody in as somebody else", async (t) => {
		const staged = await stageApi(t);
		const browser = await signedInBrowser(staged);
		const code = await codeFor(staged, staged.signedIn);
		const form = new URLSearchParams({ code }).toString();
		const send = (body: string, headers: Record<string, string>) =>
			browser.post("/sign-in/link", body, headers);
		const type = "application/x-www-form-urlencoded";
		const asForm = await send(form, { "content-type": type });
		assert.equal(asForm.status, 400);
		const json = JSON.stringify({ code });
		for (const headers of [
			{ "sec-fetch-site": "cross-site" },
			{ origin: "https://evil.example.com" },
		])
			assert.equal((await send(json, headers as never)).status, 403);
		assert.equal((await send(json, {})).status, 200, "the code is still good");
	});

	test("begins no sign-in at a provider", async (t) => {
		const staged = await stageApi(t);
		const browser: TestBrowser = await signedInBrowser(staged);
		const response = await browser.get("/sign-in/oidc/house", {
			"sec-fetch-site": "cross-site",
		});
		assert.match(
			response.headers.get("location") ?? "",
			/^\/sign-in\?failed=REQUEST_FOREIGN&ref=err_/,
		);
	});
});

test("a program with a bearer token needs neither origin nor token of a page", async (t) => {
	const staged = await stageApi(t);
	const response = await fetch(`${staged.url}/graphql`, {
		method: "POST",
		headers: {
			"content-type": "application/json; charset=utf-8",
			authorization: `bearer ${staged.token}`,
		},
		body: JSON.stringify({ query }),
	});
	assert.equal(await codeOf(response), undefined);
});

test("reading by cookie from elsewhere gives a download, and no page may read it", async (t) => {
	const staged = await stageApi(t);
	const browser = await signedInBrowser(staged);
	const response = await browser.get("/session", {
		origin: "https://evil.example.com",
	});
	assert.equal(response.status, 403);
	const own = await browser.get("/session");
	assert.equal(own.headers.get("access-control-allow-origin"), null);
	assert.equal(own.headers.get("cross-origin-resource-policy"), "same-origin");
});
