import assert from "node:assert/strict";
import {
	mkdirSync,
	readFileSync,
	rmSync,
	symlinkSync,
	writeFileSync,
} from "node:fs";
import { request } from "node:http";
import { join } from "node:path";
import { describe, test } from "node:test";
import { gzipSync } from "node:zlib";
import { tempDir } from "@quarterdeck/testkit";
import { stageApi } from "../stage-api.fixture.ts";
import { isPagePath } from "./page-path.ts";

const script = "console.log('here');\n".repeat(50);

function buildUi(dir: string): void {
	mkdirSync(join(dir, "assets"), { recursive: true });
	const write = (name: string, content: string | Buffer) =>
		writeFileSync(join(dir, name), content);
	write("assets/index-aBcD1234.js", script);
	write("assets/index-aBcD1234.js.gz", gzipSync(script));
	write("assets/icon.svg", "<svg/>");
	write("assets/notes.exe", "x");
	symlinkSync("/etc/passwd", join(dir, "assets/leak.txt"));
	write(
		"index.html",
		'<!doctype html><html><head><meta name="csp-nonce" content="CSP_NONCE" /></head></html>',
	);
}

const html = { accept: "text/html,*/*;q=0.8" };

/** As the bytes go over the line: `fetch` would tidy the path. */
function rawGet(url: string, path: string): Promise<string> {
	return new Promise((resolve, reject) => {
		const { hostname, port } = new URL(url);
		request({ hostname, port, path, headers: html }, (response) => {
			response.toArray().then((parts) => {
				const body = Buffer.concat(parts).toString();
				const isPage = body.includes("csp-nonce");
				resolve(isPage ? "page" : String(response.statusCode));
			}, reject);
		})
			.on("error", reject)
			.end();
	});
}

/** With exactly this Accept, which `fetch` would add to; "" sends none. */
function ask(
	url: string,
	given: {
		readonly path: string;
		readonly method: string;
		readonly accept: string;
	},
): Promise<{ status: number; type: string; body: string }> {
	const { path, method, accept } = given;
	const { hostname, port } = new URL(url);
	const headers = accept === "" ? {} : { accept };
	return new Promise((resolve, reject) => {
		request({ hostname, port, path, method, headers }, (response) => {
			response.toArray().then((parts) => {
				resolve({
					status: response.statusCode ?? 0,
					type: response.headers["content-type"] ?? "",
					body: Buffer.concat(parts).toString(),
				});
			}, reject);
		})
			.on("error", reject)
			.end();
	});
}

describe("the pages", () => {
	test("are said to be missing, with what to do, where they are not built", async (t) => {
		const { url } = await stageApi(t);
		const response = await fetch(url, { headers: html });
		assert.equal(response.status, 503);
		assert.match(await response.text(), /npm run build/);
	});

	test("lead nowhere out of their folder", async (t) => {
		const webDir = tempDir(t);
		buildUi(webDir);
		const { url } = await stageApi(t, { webDir });
		for (const path of [
			"/assets/../../../../etc/passwd",
			"/assets/..%2f..%2f..%2fetc%2fpasswd",
			"/assets/%2e%2e/%2e%2e/etc/passwd",
			"/assets/leak.txt",
			"/assets/notes.exe",
			"/assets/",
			"/assets/%00",
		])
			assert.match(await rawGet(url, path), /page|404/, path);
	});

	test("have a fresh nonce each time, which alone lets styles in", async (t) => {
		const webDir = tempDir(t);
		buildUi(webDir);
		const { url } = await stageApi(t, { webDir });
		const nonces = new Set<string>();
		for (const path of ["/", "/clusters/eu", "/join", "/sign-in?failed=X"]) {
			const response = await fetch(url + path, { headers: html });
			assert.equal(response.status, 200, path);
			const policy = response.headers.get("content-security-policy") ?? "";
			const nonce = /'nonce-([^']+)'/.exec(policy)?.[1] ?? "";
			assert.equal(
				policy,
				`default-src 'none'; script-src 'self'; style-src 'self' 'nonce-${nonce}'; img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
			);
			assert.ok(
				(await response.text()).includes(
					`<meta name="csp-nonce" content="${nonce}">`,
				),
			);
			assert.equal(response.headers.get("x-frame-options"), "DENY");
			assert.equal(response.headers.get("x-content-type-options"), "nosniff");
			assert.equal(response.headers.get("cache-control"), "no-store");
			nonces.add(nonce);
		}
		assert.equal(nonces.size, 4);
	});

	test("are given to who asks for a page only, and not in place of a file", async (t) => {
		const webDir = tempDir(t);
		buildUi(webDir);
		const { url } = await stageApi(t, { webDir });
		const unknown = await fetch(`${url}/clusters`, {
			headers: { accept: "application/json" },
		});
		assert.equal(unknown.status, 404);
		const { error } = (await unknown.json()) as { error: { code: string } };
		assert.equal(error.code, "ROUTE_UNKNOWN");
		for (const path of ["/assets/old-12345678.js", "/graphql"])
			assert.equal(
				(await fetch(url + path, { headers: html })).status,
				404,
				path,
			);
	});

	test("are given to curl, load balancers and link previews too, and paths that nobody knows stay JSON", async (t) => {
		const webDir = tempDir(t);
		buildUi(webDir);
		const { url } = await stageApi(t, { webDir });
		for (const accept of ["*/*", "text/*", "application/json, */*;q=0.1", ""])
			for (const path of ["/", "/clusters/eu", "/sign-in", "/o/org_1/audit"])
				for (const method of ["GET", "HEAD"]) {
					const response = await ask(url, { path, method, accept });
					assert.equal(response.status, 200, `${method} ${path} ${accept}`);
					assert.match(response.type, /^text\/html/);
					assert.equal(response.body !== "", method === "GET");
				}
		for (const path of ["/api/v1/clusters", "/metrics", "/graphql", "/x"]) {
			const response = await ask(url, { path, method: "GET", accept: "*/*" });
			assert.equal(response.status, 404, path);
			assert.match(response.body, /ROUTE_UNKNOWN/);
		}
	});

	test("lie at the paths of the UI's router", () => {
		const router = readFileSync(
			new URL("../../../../../web/src/router.tsx", import.meta.url),
			"utf8",
		);
		const paths = [...router.matchAll(/^\tpath: "([^"]+)"/gm)];
		assert.ok(paths.length > 10);
		for (const [, path = ""] of paths) assert.ok(isPagePath(path), path);
	});

	test("come compressed where that is understood, and not twice to who has them", async (t) => {
		const webDir = tempDir(t);
		buildUi(webDir);
		const { url } = await stageApi(t, { webDir });
		const path = `${url}/assets/index-aBcD1234.js`;
		const plain = await fetch(path, {
			headers: { "accept-encoding": "gzip;q=0, br" },
		});
		assert.equal(plain.headers.get("content-encoding"), null);
		assert.equal(await plain.text(), script);
		assert.match(plain.headers.get("cache-control") ?? "", /immutable/);
		assert.equal(
			plain.headers.get("content-type"),
			"text/javascript; charset=utf-8",
		);
		const packed = await fetch(path, {
			headers: { "accept-encoding": "br, gzip" },
		});
		assert.equal(packed.headers.get("content-encoding"), "gzip");
		assert.equal(await packed.text(), script);
		assert.equal(packed.headers.get("vary"), "accept-encoding");
		const etag = plain.headers.get("etag") ?? "";
		const again = await fetch(path, {
			headers: { "if-none-match": `"x", W/${etag}`, "accept-encoding": "br" },
		});
		assert.equal(again.status, 304);
		assert.notEqual(packed.headers.get("etag"), etag);
		const head = await fetch(path, { method: "HEAD" });
		assert.equal(head.status, 200);
		assert.equal(await head.text(), "");
		const icon = await fetch(`${url}/assets/icon.svg`);
		assert.equal(icon.headers.get("cache-control"), "no-cache");
	});

	test("change when they are built anew, without a gap", async (t) => {
		const webDir = tempDir(t);
		buildUi(webDir);
		const { url } = await stageApi(t, { webDir });
		const page = async () => (await fetch(url, { headers: html })).text();
		assert.match(await page(), /csp-nonce/);
		rmSync(join(webDir, "index.html"));
		assert.match(await page(), /csp-nonce/);
		writeFileSync(
			join(webDir, "index.html"),
			"<html><head></head><body>new</body></html>",
		);
		assert.match(await page(), /<head><meta name="csp-nonce".*new/);
	});
});

test("who is there is told to anybody, and never an error", async (t) => {
	const staged = await stageApi(t);
	const ask = async (headers: Record<string, string>) => {
		const response = await fetch(`${staged.url}/session`, { headers });
		assert.equal(response.status, 200);
		assert.equal(response.headers.get("cache-control"), "no-store");
		return (await response.json()) as Record<string, unknown>;
	};
	for (const headers of [{}, { authorization: "Bearer qdt_wrong" }]) {
		const stranger = await ask(headers as Record<string, string>);
		assert.equal(stranger.signedIn, false);
		assert.equal(stranger.account, null);
		assert.deepEqual(stranger.organisations, []);
	}
	const ana = await ask({ authorization: `Bearer ${staged.token}` });
	assert.equal(ana.signedIn, true);
	assert.equal((ana.account as { email: string }).email, "ana@example.com");
	assert.equal(ana.organisation, staged.organisation.id);
});
