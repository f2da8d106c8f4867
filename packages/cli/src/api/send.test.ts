import assert from "node:assert/strict";
import { once } from "node:events";
import {
	createServer,
	type IncomingMessage,
	type RequestListener,
} from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { createApiClient } from "./api-client.ts";

interface Ending {
	after(act: () => void | Promise<void>): void;
}

const token = "qdt_secret";

/** Something that listens, and what it was asked. */
async function listen(
	t: Ending,
	at: number | string,
	answer: RequestListener = (_request, response) => {
		response.setHeader("content-type", "application/json");
		response.end('{"data":{"me":{"email":"ana@example.com"}}}');
	},
) {
	const asked: IncomingMessage[] = [];
	const server = createServer((request, response) => {
		asked.push(request);
		answer(request, response);
	});
	if (typeof at === "number") server.listen(at, "127.0.0.1");
	else server.listen(at);
	await once(server, "listening");
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
	const { port } = (server.address() ?? {}) as AddressInfo;
	return { asked, url: `http://127.0.0.1:${port}` };
}

test("a token goes to https, to loopback, or where somebody accepted that others can read it", () => {
	const open = (url: string, more: object = {}) =>
		createApiClient({ url, token, ...more });
	for (const url of [
		"https://quarterdeck.example.com",
		"http://localhost:7410",
		"http://127.0.0.1:7410",
		"http://127.1.2.3",
		"http://[::1]:7410",
	])
		open(url);
	for (const url of [
		"http://quarterdeck.example.com",
		"http://10.0.0.1:7410",
		"http://localhost.example.com",
		"http://127.0.0.1.example.com",
		"http://notlocalhost",
	]) {
		assert.throws(() => open(url), /not https.*Nothing was sent.*--insecure/s);
		open(url, { insecure: true });
	}
	for (const url of ["ftp://quarterdeck.example.com", "nowhere"])
		assert.throws(
			() => open(url, { insecure: true }),
			/no address of a control/,
		);
});

test("a redirect is not followed, whatever is asked, and its target is named", async (t) => {
	const target = await listen(t, 0);
	for (const status of [301, 302, 303, 307, 308]) {
		const { url } = await listen(t, 0, (_request, response) => {
			response.writeHead(status, { location: `${target.url}/x?y=1` }).end();
		});
		const api = createApiClient({ url, token });
		const refused = { message: new RegExp(`redirects to ${target.url}\\. .*`) };
		await assert.rejects(api.ask("{ me }"), refused);
		await assert.rejects(api.fetch("/outputs/run_1"), refused);
		await assert.rejects(api.follow("subscription", {}).next(), refused);
	}
	assert.deepEqual(target.asked, []);
});

test("a token that is too narrow is told with the way to get more", async (t) => {
	const { url } = await listen(t, 0, (_request, response) => {
		const extensions = { code: "TOKEN_TOO_NARROW", kind: "forbidden" };
		response.setHeader("content-type", "application/json");
		response.end(
			JSON.stringify({ errors: [{ message: "Too narrow.", extensions }] }),
		);
	});
	const ask = (narrowHint?: string) =>
		createApiClient({ url, token, narrowHint }).ask("mutation { x }");
	await assert.rejects(ask("Sign in."), { message: "Too narrow.\nSign in." });
	await assert.rejects(ask(), { message: "Too narrow." });
});
