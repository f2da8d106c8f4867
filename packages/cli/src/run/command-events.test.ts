import assert from "node:assert/strict";
import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { createApiClient } from "../api/api-client.ts";
import { commandEvents } from "./command-events.ts";

interface Asked {
	readonly variables: { readonly id: string; readonly after: number };
}

/** A control plane whose lines do what each test wants; each connection is the next act. */
async function startControlPlane(
	t: TestContext,
	acts: readonly ((response: ServerResponse) => void)[],
) {
	const asked: Asked[] = [];
	const server = createServer((request, response) => {
		let body = "";
		request.setEncoding("utf8").on("data", (chunk: string) => {
			body += chunk;
		});
		request.on("end", () => {
			const act = acts[asked.length];
			asked.push(JSON.parse(body));
			if (act) act(response);
			else response.destroy();
		});
	});
	await new Promise<void>((resolve) =>
		server.listen(0, "127.0.0.1", () => resolve()),
	);
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
	const { port } = server.address() as AddressInfo;
	const api = createApiClient({
		url: `http://127.0.0.1:${port}`,
		token: "qdt_x",
	});
	return { api, asked };
}

const stream = { "content-type": "text/event-stream" };
const next = (seq: number, kind: string, text: string | null = null) =>
	`event: next\ndata: ${JSON.stringify({
		data: {
			commandEvents: {
				seq,
				kind,
				text,
				cluster: "eu",
				at: "2026-11-22T10:00:00.000Z",
				run: null,
				ofView: false,
				state: null,
			},
		},
	})}\n\n`;

async function hear(api: Parameters<typeof commandEvents>[0]) {
	const said: string[] = [];
	const heard: number[] = [];
	for await (const { seq } of commandEvents(api, "cmd_1", (text) =>
		said.push(text),
	))
		heard.push(seq);
	return { heard, said: said.join("") };
}

test("a lost connection is resumed behind the last event that was heard", async (t) => {
	const { api, asked } = await startControlPlane(t, [
		(response) => {
			response.writeHead(200, stream);
			response.write(next(1, "ACCEPTED") + next(2, "STDOUT", "a\n"));
			// The third is cut in its middle: it was not heard.
			response.write(next(3, "STDOUT", "b\n").slice(0, 30), () =>
				response.destroy(),
			);
		},
		(response) => response.destroy(),
		(response) => {
			response.writeHead(200, stream);
			// The server tells the last one again: it must not be told twice.
			response.end(
				next(2, "STDOUT", "a\n") +
					next(3, "STDOUT", "b\n") +
					next(4, "COMMAND_ENDED"),
			);
		},
	]);
	const { heard, said } = await hear(api);
	assert.deepEqual(heard, [1, 2, 3, 4]);
	assert.deepEqual(
		asked.map(({ variables }) => variables.after),
		[0, 2, 2],
	);
	assert.equal(said.match(/reconnecting/g)?.length, 1);
});

test("a stream that only ends is a broken one, unless it said that it is complete", async (t) => {
	const { api } = await startControlPlane(t, [
		(response) => {
			response.writeHead(200, stream);
			response.end(next(1, "ACCEPTED"));
		},
		(response) => {
			response.writeHead(200, stream);
			response.end(`${next(2, "STDOUT", "x")}event: complete\ndata:\n\n`);
		},
	]);
	assert.deepEqual((await hear(api)).heard, [1, 2]);
});

test("a refusal is told at once and not asked again", async (t) => {
	const { api, asked } = await startControlPlane(t, [
		(response) => {
			response.writeHead(200, { "content-type": "application/json" });
			const extensions = { code: "COMMAND_NOT_FOUND", ref: "err_1" };
			const errors = [
				{ message: "There is no command cmd_1 here.", extensions },
			];
			response.end(JSON.stringify({ errors }));
		},
	]);
	await assert.rejects(hear(api), /no command cmd_1 here. \(ref err_1\)/);
	assert.equal(asked.length, 1);
});

test("a refusal in the middle of the stream is told, and what was heard before it stays heard", async (t) => {
	const { api, asked } = await startControlPlane(t, [
		(response) => {
			response.writeHead(200, stream);
			response.end(
				`${next(1, "ACCEPTED")}event: next\ndata: {"errors":[{"message":"You were signed out."}]}\n\n`,
			);
		},
	]);
	await assert.rejects(hear(api), /You were signed out/);
	assert.equal(asked.length, 1);
});

test("somebody else's web server at the address is told as such", async (t) => {
	const { api } = await startControlPlane(t, [
		(response) => response.end("<html>It works!</html>"),
	]);
	await assert.rejects(hear(api), /not like a control plane/);
});

test("garbage in the stream ends the connection, and it is resumed", async (t) => {
	const { api } = await startControlPlane(t, [
		(response) => {
			response.writeHead(200, stream);
			response.end("event: next\ndata: {half\n\n");
		},
		(response) => {
			response.writeHead(200, stream);
			response.end(next(1, "COMMAND_ENDED"));
		},
	]);
	assert.deepEqual((await hear(api)).heard, [1]);
});
