import assert from "node:assert/strict";
import { test } from "node:test";
import { systemClock } from "@quarterdeck/runtime";
import { Hono } from "hono";
import { startApiServer } from "./start-api-server.ts";

const loopback = { host: "127.0.0.1", port: 0, clock: systemClock };

test("who asks before there is a door is told to try again", async (t) => {
	const server = await startApiServer(loopback);
	t.after(() => server.stop());
	const url = `http://127.0.0.1:${server.port}/healthz`;
	const early = await fetch(url);
	assert.equal(early.status, 503);
	assert.equal(early.headers.get("retry-after"), "1");
	const headers = {
		"content-type": "text/plain; charset=utf-8",
		"x-content-type-options": "nosniff",
		"content-security-policy": "default-src 'none'",
	};
	for (const [name, value] of Object.entries(headers))
		assert.equal(early.headers.get(name), value);
	assert.match(await early.text(), /is starting/);
	server.serve(new Hono().get("/healthz", (c) => c.text("ok")));
	const served = await fetch(url);
	assert.deepEqual([served.status, await served.text()], [200, "ok"]);
});

test("a port that is taken is refused by its number, and stopping twice is stopping", async (t) => {
	const server = await startApiServer(loopback);
	t.after(() => server.stop());
	await assert.rejects(startApiServer({ ...loopback, port: server.port }), {
		code: "PORT_TAKEN",
	});
	await Promise.all([server.stop(), server.stop()]);
	await assert.rejects(fetch(`http://127.0.0.1:${server.port}`));
});
