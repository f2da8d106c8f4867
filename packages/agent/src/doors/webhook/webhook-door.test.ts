import assert from "node:assert/strict";
import { connect } from "node:net";
import { describe, test } from "node:test";
import { silentLog } from "@quarterdeck/runtime";
import { createHandClock, type Ending, until } from "@quarterdeck/testkit";
import { createWebhookDoor, type WebhookDeps } from "./webhook-door.ts";
import { readWebhookTokens } from "./webhook-tokens.ts";

const token = "a-token-for-everything";
const ofAlerts = "a-token-for-the-alerts";

async function open(t: Ending, over: Partial<WebhookDeps> = {}) {
	const clock = createHandClock();
	const calls: string[] = [];
	const statuses: number[] = [];
	const plugin = { plugin: "tests/alerts", group: "alerts" };
	const door = createWebhookDoor({
		host: "127.0.0.1",
		tokens: () => readWebhookTokens(`# all\n${token}\n\nalerts ${ofAlerts}\n`),
		maxBytes: 1024,
		sources: {
			openIn: (group) =>
				["alerts", "others"].includes(group) ? [plugin as never] : undefined,
			async call(_, payload) {
				const said = Buffer.from(payload).toString();
				calls.push(said);
				if (said === "fail") throw new Error("told to fail");
				return said === "none" ? "takes-none" : "put";
			},
		},
		clock,
		log: silentLog,
		meter: { called: (status) => statuses.push(status) },
		...over,
	});
	t.after(() => door.stop());
	await door.listen(0);
	const base = `http://127.0.0.1:${door.port()}`;
	const post = (
		body: string,
		given: {
			path?: string;
			headers?: Record<string, string>;
			method?: string;
		} = {},
	) =>
		fetch(`${base}${given.path ?? "/sources/v1/alerts"}`, {
			method: given.method ?? "POST",
			headers: given.headers ?? { authorization: `Bearer ${token}` },
			...(given.method === "GET" ? {} : { body }),
		});
	return { door, post, calls, clock, statuses, base };
}

const said = async (response: Response) => [
	response.status,
	await response.json(),
];

describe("the incoming webhook", () => {
	test("answers as Botkube's", async (t) => {
		const { post, statuses } = await open(t);
		assert.deepEqual(await said(await post("a")), [200, { success: true }]);
		assert.deepEqual(await said(await post("a", { path: "/sources/v1/" })), [
			400,
			{ error: "Source name in path is required" },
		]);
		assert.deepEqual(await said(await post("a", { path: "/sources/v1/x" })), [
			404,
			{ error: 'source "x" not found' },
		]);
		assert.deepEqual(await said(await post("fail")), [
			500,
			{ error: "while dispatching external request: told to fail" },
		]);
		assert.match(
			JSON.stringify(await said(await post("none"))),
			/500.*no plugin/,
		);
		assert.equal((await post("", { method: "GET" })).status, 405);
		assert.equal((await post("", { path: "/metrics" })).status, 404);
		assert.deepEqual(statuses, [200, 400, 404, 500, 500, 405, 404]);
	});
	test("lets in who shows a token, as a bearer or as a password, for its group only", async (t) => {
		const { post, calls } = await open(t);
		const as = async (authorization: string, group = "alerts") =>
			(
				await post(authorization, {
					path: `/sources/v1/${group}`,
					headers: { authorization },
				})
			).status;
		const basic = (text: string) =>
			`Basic ${Buffer.from(text).toString("base64")}`;
		assert.equal(await as(basic(`anybody:${token}`)), 200);
		assert.equal(await as(`bearer ${ofAlerts}`), 200);
		assert.equal(await as(`Bearer ${ofAlerts}`, "others"), 401);
		for (const wrong of [
			"",
			"Bearer",
			`Bearer ${token}x`,
			basic(token),
			token,
			"Bearer alerts",
		])
			assert.equal(await as(wrong), 401);
		// Who has no token does not learn which groups there are.
		assert.equal(await as("Bearer wrong", "unknown"), 401);
		assert.equal(calls.length, 2);
	});
	test("is closed without a token, and says so", async (t) => {
		const { post } = await open(t, { tokens: () => [] });
		assert.match(JSON.stringify(await said(await post("a"))), /503.*no token/);
		assert.throws(() => readWebhookTokens("short"), /line 1 .*fewer than 16/);
	});
	test("makes the same call once in ten minutes, and one that failed again", async (t) => {
		const { post, calls, clock } = await open(t);
		await Promise.all([post("a"), post("a"), post("a")]);
		assert.deepEqual(calls, ["a"]);
		await clock.wind(599_000);
		assert.equal((await post("a")).status, 200);
		assert.deepEqual(calls, ["a"]);
		await clock.wind(2000);
		await post("a");
		assert.deepEqual(calls, ["a", "a"]);
		await post("fail");
		await post("fail");
		assert.deepEqual(calls.slice(2), ["fail", "fail"]);
		const headers = {
			authorization: `Bearer ${token}`,
			"idempotency-key": "1",
		};
		await post("b", { headers });
		await post("c", { headers });
		await post("b", { path: "/sources/v1/others", headers });
		assert.deepEqual(calls.slice(4), ["b", "b"]);
	});
	test("takes no body that is too large, whatever it says of its length", async (t) => {
		const { post, calls, base } = await open(t);
		assert.equal((await post("x".repeat(1025))).status, 413);
		const pieces = new ReadableStream({
			start(controller) {
				for (let n = 0; n < 4; n++)
					controller.enqueue(new TextEncoder().encode("x".repeat(512)));
				controller.close();
			},
		});
		const response = await fetch(`${base}/sources/v1/alerts`, {
			method: "POST",
			headers: { authorization: `Bearer ${token}` },
			body: pieces,
			duplex: "half",
		} as RequestInit);
		assert.equal(response.status, 413);
		assert.deepEqual(calls, []);
	});
	test("answers too many calls with when to come again", async (t) => {
		const { post } = await open(t);
		for (let n = 0; n < 100; n++)
			assert.equal((await post(`${n}`)).status, 200);
		const response = await post("one more");
		assert.equal(response.status, 429);
		assert.equal(response.headers.get("retry-after"), "1");
		const wrong = { headers: { authorization: "Bearer wrong" } };
		for (let n = 0; n < 20; n++)
			assert.equal((await post("", wrong)).status, 401);
		assert.equal((await post("", wrong)).status, 429);
	});
	test("survives a call that is cut off, and ends those under way when it closes", async (t) => {
		const { door, post, calls } = await open(t);
		const port = door.port() ?? 0;
		const socket = connect(port, "127.0.0.1");
		socket.write(
			`POST /sources/v1/alerts HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${token}\r\nContent-Length: 100\r\n\r\nhalf`,
			() => socket.destroy(),
		);
		assert.equal((await post("after")).status, 200);
		assert.deepEqual(calls, ["after"]);
		const waiting = connect(port, "127.0.0.1");
		let isClosed = false;
		waiting.on("close", () => {
			isClosed = true;
		});
		waiting.on("error", () => {});
		await door.listen(undefined);
		await until(() => isClosed);
		assert.equal(door.port(), undefined);
	});
});
