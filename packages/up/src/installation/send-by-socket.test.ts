import assert from "node:assert/strict";
import { once } from "node:events";
import { chmodSync, mkdirSync, symlinkSync, writeFileSync } from "node:fs";
import {
	createServer,
	type IncomingMessage,
	type RequestListener,
} from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import { createApiClient } from "@quarterdeck/cli/api";
import { tempDir } from "@quarterdeck/testkit";
import { sendBySocket } from "./send-by-socket.ts";

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

function privateFolder(t: Parameters<typeof tempDir>[0]): string {
	const folder = join(tempDir(t), "run");
	mkdirSync(folder, { mode: 0o700 });
	return folder;
}

describe("the control plane of this machine is asked over its socket", () => {
	test("and whoever listens at its port is sent nothing", async (t) => {
		const socket = join(privateFolder(t), "api.sock");
		const real = await listen(t, socket);
		const impostor = await listen(t, 0);
		const api = createApiClient({
			url: impostor.url,
			token,
			send: sendBySocket(socket),
		});
		assert.deepEqual(await api.ask("{ me { email } }"), {
			me: { email: "ana@example.com" },
		});
		assert.equal((await api.fetch("/outputs/run_1?x=1")).status, 200);
		assert.deepEqual(
			real.asked.map(({ method, url, headers }) => [
				`${method} ${url}`,
				headers.authorization,
				headers.host,
			]),
			["POST /graphql", "GET /outputs/run_1?x=1"].map((line) => [
				line,
				`Bearer ${token}`,
				new URL(impostor.url).host,
			]),
		);
		assert.deepEqual(impostor.asked, []);
	});

	test("or not at all, where the socket could be another's", async (t) => {
		const folder = privateFolder(t);
		const socket = join(folder, "api.sock");
		const impostor = await listen(t, 0);
		const ask = (at: string) =>
			createApiClient({ url: impostor.url, token, send: sendBySocket(at) }).ask(
				"{ me }",
			);
		await assert.rejects(ask(socket), /has stopped.*qd up/);
		const real = await listen(t, socket);
		for (const mode of [0o710, 0o701, 0o755]) {
			chmodSync(folder, mode);
			await assert.rejects(ask(socket), /only you can reach/, mode.toString(8));
		}
		chmodSync(folder, 0o700);
		symlinkSync(socket, join(folder, "link.sock"));
		writeFileSync(join(folder, "file.sock"), "");
		for (const name of ["link.sock", "file.sock"])
			await assert.rejects(ask(join(folder, name)), /only you can reach/);
		symlinkSync(folder, join(folder, "../elsewhere"));
		await assert.rejects(
			ask(join(folder, "../elsewhere/api.sock")),
			/only you can reach/,
		);
		assert.deepEqual([...impostor.asked, ...real.asked], []);
	});

	test("as a stream too, which ends when it is told to or is cut off", async (t) => {
		const socket = join(privateFolder(t), "api.sock");
		const value = 'event: next\ndata: {"data":{"n":1}}\n\n';
		let isCut = false;
		const { asked } = await listen(t, socket, (_request, response) => {
			response.writeHead(200, { "content-type": "text/event-stream" });
			response.write(value);
			if (isCut) setImmediate(() => response.destroy());
		});
		const api = createApiClient({
			url: "http://127.0.0.1:9",
			token,
			send: sendBySocket(socket),
		});
		const leaving = new AbortController();
		const stream = api.follow("subscription", {}, leaving.signal);
		assert.deepEqual((await stream.next()).value, { n: 1 });
		const closed = once(asked[0]?.socket ?? assert.fail(), "close");
		leaving.abort();
		await assert.rejects(stream.next(), { name: "AbortError" });
		await closed;
		isCut = true;
		await assert.rejects(Array.fromAsync(api.follow("subscription", {})), {
			name: "ConnectionLost",
		});
		await assert.rejects(
			Array.fromAsync(api.follow("subscription", {}, AbortSignal.abort())),
			{ name: "AbortError" },
		);
	});
});
