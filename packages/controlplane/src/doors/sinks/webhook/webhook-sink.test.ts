import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { posting, stageSink, startServer } from "../sinks.fixture.ts";

describe("a webhook", () => {
	test("is posted the event as JSON, with the time it happened", async (t) => {
		const server = await startServer(t, () => ({ status: 204 }));
		const { send } = stageSink({
			kind: "webhook",
			url: `${server.url}/in?a=1`,
		});
		assert.deepEqual(await send(posting("webhook")), { kind: "delivered" });
		const [asked] = server.asked;
		assert.equal(`${asked?.method} ${asked?.path}`, "POST /in?a=1");
		assert.equal(asked?.headers["content-type"], "application/json");
		assert.equal(asked?.headers["idempotency-key"], "pst_1");
		assert.deepEqual(JSON.parse(asked?.body ?? ""), {
			source: "k8s",
			data: { Kind: "Pod", Name: "web" },
			timeStamp: "2026-03-04T05:06:07.000Z",
		});
	});

	test("is told what is known when the event was too large", async (t) => {
		const server = await startServer(t, () => ({ status: 200 }));
		const { send } = stageSink({ kind: "webhook", url: server.url });
		await send(posting("webhook", { raw: undefined }));
		assert.equal(
			JSON.parse(server.asked[0]?.body ?? "").data.Title,
			"Pod shop/web failed",
		);
	});

	for (const [status, kind] of [
		[201, "delivered"],
		[302, "refused"],
		[400, "refused"],
		[410, "refused"],
		[429, "retry"],
		[503, "retry"],
	] as const)
		test(`that answers ${status}: ${kind}`, async (t) => {
			const server = await startServer(t, () => ({
				status,
				headers: { location: "/elsewhere", "retry-after": "7" },
			}));
			const { send } = stageSink({ kind: "webhook", url: server.url });
			const outcome = await send(posting("webhook"));
			assert.equal(outcome.kind, kind);
			if (outcome.kind === "retry") assert.equal(outcome.afterMs, 7000);
			assert.equal(server.asked.length, 1, "no redirect is followed");
		});

	test("reaches neither this machine nor its neighbours, by number or name", async (t) => {
		const server = await startServer(t, () => ({ status: 200 }));
		for (const url of [
			server.url,
			`http://localhost:${server.port}`,
			`http://[::1]:${server.port}`,
			`http://[::ffff:127.0.0.1]:${server.port}`,
			`http://2130706433:${server.port}`,
			`http://0.0.0.0:${server.port}`,
			"http://169.254.169.254/latest",
			"http://[fe80::1]/",
		]) {
			const { send } = stageSink({ kind: "webhook", url }, { allow: [] });
			await assert.rejects(
				send(posting("webhook")),
				/leads to this machine or its neighbours/,
				url,
			);
		}
		assert.deepEqual(server.asked, []);
	});

	test("is allowed by host and port", async (t) => {
		const server = await startServer(t, () => ({ status: 200 }));
		const url = server.url;
		const allow = [`127.0.0.1:${server.port}`];
		const { send } = stageSink({ kind: "webhook", url }, { allow });
		assert.equal((await send(posting("webhook"))).kind, "delivered");
		const other = stageSink(
			{ kind: "webhook", url },
			{ allow: ["127.0.0.1:1"] },
		);
		await assert.rejects(other.send(posting("webhook")));
	});

	test("waits for the secret that its address is", async (t) => {
		const server = await startServer(t, () => ({ status: 200 }));
		const { send, secrets } = stageSink({
			kind: "webhook",
			url: { $secret: "env:HOOK" },
		});
		assert.deepEqual(await send(posting("webhook")), {
			kind: "retry",
			afterMs: 60_000,
			reason: "it is not named",
		});
		secrets.set("HOOK", server.url);
		assert.equal((await send(posting("webhook"))).kind, "delivered");
	});

	test("that left the configuration, or is no web address, is refused or fails", async () => {
		const { send } = stageSink({ kind: "webhook", url: "file:///etc/passwd" });
		await assert.rejects(send(posting("webhook")), /no http or https address/);
		const outcome = await send(posting("webhook", { address: "gone" }));
		assert.equal(outcome.kind, "refused");
	});

	test("whose answer has no end is left", async (t) => {
		const server = await startServer(t, () => ({
			status: 200,
			body: "x".repeat(1_048_577),
		}));
		const { send } = stageSink({ kind: "webhook", url: server.url });
		await assert.rejects(send(posting("webhook")), /too large/);
	});
});
