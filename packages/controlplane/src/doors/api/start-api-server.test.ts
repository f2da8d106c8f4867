import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmodSync, mkdirSync, statSync, writeFileSync } from "node:fs";
import { request } from "node:http";
import { connect } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { systemClock } from "@quarterdeck/runtime";
import { tempDir } from "@quarterdeck/testkit";
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

test("half-sent heads are bounded: the oldest gives way, and whole requests are answered", async (t) => {
	const server = await startApiServer(loopback);
	t.after(() => server.stop());
	server.serve(new Hono().get("/healthz", (c) => c.text("ok")));
	const slow = Array.from({ length: 520 }, () => {
		const socket = connect(server.port, "127.0.0.1", () =>
			socket.write("GET /healthz HTTP/1.1\r\nhost: x\r\nx-slow: "),
		);
		return socket.on("error", () => {});
	});
	t.after(() => {
		for (const socket of slow) socket.destroy();
	});
	await Promise.race(slow.map((socket) => once(socket, "close")));
	const whole = await fetch(`http://127.0.0.1:${server.port}/healthz`);
	assert.equal(await whole.text(), "ok");
});

test("connections never take the descriptors that answering needs", {
	skip: process.platform === "linux" ? false : "the limit is read in /proc",
}, async (t) => {
	const script = `
		import { readFileSync } from "node:fs";
		import { systemClock } from "@quarterdeck/runtime";
		import { startApiServer } from ${JSON.stringify(join(import.meta.dirname, "start-api-server.ts"))};
		const server = await startApiServer({ host: "127.0.0.1", port: 0, clock: systemClock });
		server.serve({ fetch: () => new Response(readFileSync("/proc/self/stat")) });
		console.log(server.port);`;
	const words = [process.execPath, "--input-type=module", "-e", script];
	const few = `ulimit -n 200 && exec "$@"`;
	const child = spawn("sh", ["-c", few, "sh", ...words], {
		cwd: import.meta.dirname,
		stdio: ["ignore", "pipe", "inherit"],
	});
	t.after(() => child.kill("SIGKILL"));
	const [said] = (await once(child.stdout, "data")) as [Buffer];
	const port = Number(said);
	const idle = Array.from({ length: 300 }, () =>
		connect(port, "127.0.0.1").on("error", () => {}),
	);
	t.after(() => {
		for (const socket of idle) socket.destroy();
	});
	await Promise.all(idle.map((socket) => once(socket, "connect")));
	const answer = await fetch(`http://127.0.0.1:${port}/`);
	assert.equal(answer.status, 200);
	assert.match(await answer.text(), /^\d+ \(/);
});

test("it listens on a Unix socket too, in a folder that is this user's alone, in place of one that was left", async (t) => {
	const folder = join(tempDir(t), "run");
	const socket = join(folder, "api.sock");
	await assert.rejects(startApiServer({ ...loopback, socket }), {
		code: "SOCKET_UNSAFE",
	});
	mkdirSync(folder, { mode: 0o700 });
	for (const mode of [0o710, 0o701, 0o777]) {
		chmodSync(folder, mode);
		await assert.rejects(startApiServer({ ...loopback, socket }), {
			code: "SOCKET_UNSAFE",
		});
	}
	chmodSync(folder, 0o700);
	writeFileSync(socket, "");
	await assert.rejects(startApiServer({ ...loopback, socket }), {
		code: "SOCKET_UNSAFE",
	});
	const named = join(folder, "named.sock");
	const killed = await startApiServer({ ...loopback, socket: named });
	t.after(() => killed.stop());
	const server = await startApiServer({ ...loopback, socket: named });
	t.after(() => server.stop());
	assert.ok(statSync(named).isSocket());
	server.serve(new Hono().get("/healthz", (c) => c.text("ok")));
	const asked = request({ socketPath: named, path: "/healthz" }).end();
	const [answer] = await once(asked, "response");
	assert.equal(Buffer.concat(await answer.toArray()).toString(), "ok");
});
