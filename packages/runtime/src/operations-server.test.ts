import assert from "node:assert/strict";
import { once } from "node:events";
import { chmodSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { text } from "node:stream/consumers";
import { type TestContext, test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { createHealth } from "./health.ts";
import { createMetrics } from "./metrics.ts";
import { startOperationsServer } from "./operations-server.ts";

async function serve(t: TestContext, host: string) {
	const server = await startOperationsServer({
		host,
		port: 0,
		health: createHealth(),
		metrics: createMetrics({ processMetrics: false }),
	});
	t.after(() => server.stop());
	/** `fetch` chooses its own Host header. */
	return async (name: string, method = "GET", path = "/jobs") => {
		const asked = request({
			host: "127.0.0.1",
			port: server.port,
			method,
			path,
			headers: { host: name },
		}).end();
		const [answer] = await once(asked, "response");
		return { answer, status: answer.statusCode, body: await text(answer) };
	};
}

test("on loopback it answers loopback names only", async (t) => {
	const ask = await serve(t, "127.0.0.1");
	for (const name of [
		"localhost",
		"LOCALHOST:9090",
		"127.0.0.1:1",
		"127.9.9.9",
		"[::1]:80",
	])
		assert.equal((await ask(name)).status, 200, name);
	for (const name of [
		"evil.example",
		"evil.example:9090",
		"127.0.0.1.evil.example",
		"localhost.evil.example",
		"10.0.0.1",
		"[::2]",
		"localhost@evil.example",
		"local host",
	])
		for (const path of ["/jobs", "/readyz", "/healthz", "/metrics", "/x"]) {
			const { status, body } = await ask(name, "GET", path);
			assert.equal(status, 421, `${name} ${path}`);
			assert.equal(body, "This server has another name.\n");
		}
});

test("on a socket only its user reaches it, and a folder that is open to others is refused", async (t) => {
	const dir = tempDir(t);
	const socket = join(dir, "operations.sock");
	const start = () =>
		startOperationsServer({
			host: "127.0.0.1",
			port: 0,
			socket,
			health: createHealth(),
			metrics: createMetrics({ processMetrics: false }),
		});
	chmodSync(dir, 0o755);
	await assert.rejects(start(), { code: "SOCKET_UNSAFE" });
	chmodSync(dir, 0o700);
	const server = await start();
	t.after(() => server.stop());
	assert.equal(server.port, 0);
	const asked = request({ socketPath: socket, path: "/healthz" }).end();
	const [answer] = await once(asked, "response");
	assert.equal(await text(answer), "ok\n");
});

test("on every interface it answers whatever name a probe uses", async (t) => {
	const ask = await serve(t, "0.0.0.0");
	assert.equal((await ask("10.1.2.3:9090", "GET", "/healthz")).status, 200);
});

test("it takes GET and HEAD only, and no answer is sniffed", async (t) => {
	const ask = await serve(t, "127.0.0.1");
	for (const method of ["DELETE", "POST", "PUT", "PATCH", "OPTIONS", "TRACE"]) {
		const { answer, status } = await ask("localhost", method);
		assert.equal(status, 405, method);
		assert.equal(answer.headers.allow, "GET, HEAD");
	}
	const head = await ask("localhost", "HEAD");
	assert.deepEqual([head.status, head.body], [200, ""]);
	for (const { answer } of [
		head,
		await ask("localhost", "DELETE"),
		await ask("evil.example"),
		await ask("localhost", "GET", "/x"),
	])
		assert.equal(answer.headers["x-content-type-options"], "nosniff");
});

test("half-sent heads are bounded: the oldest gives way, and probes are answered", async (t) => {
	const server = await startOperationsServer({
		host: "127.0.0.1",
		port: 0,
		health: createHealth(),
		metrics: createMetrics({ processMetrics: false }),
	});
	t.after(() => server.stop());
	const slow = Array.from({ length: 260 }, () => {
		const socket = connect(server.port, "127.0.0.1", () =>
			socket.write("GET /healthz HTTP/1.1\r\nhost: localhost\r\nx-slow: "),
		);
		return socket.on("error", () => {});
	});
	t.after(() => {
		for (const socket of slow) socket.destroy();
	});
	await Promise.race(slow.map((socket) => once(socket, "close")));
	const probe = await fetch(`http://127.0.0.1:${server.port}/healthz`);
	assert.equal(probe.status, 200);
});
