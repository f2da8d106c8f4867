import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { CliFailure } from "../cli-failure.ts";
import { commandEvents } from "../run/command-events.ts";
import { createApiClient } from "./api-client.ts";

/** Answers 503 as a starting control plane does, the given number of times, and then that the command has ended. */
async function startingServer(early: number) {
	let asked = 0;
	const server = createServer((_request, response) => {
		asked += 1;
		if (asked <= early)
			return void response
				.writeHead(503, { "retry-after": "1" })
				.end("The control plane is starting. Try again soon.\n");
		const event = {
			...{ seq: 1, kind: "COMMAND_ENDED", state: "SUCCEEDED" },
			...{ cluster: null, text: null, ofView: false, run: null },
			at: "2026-11-22T10:00:00.000Z",
		};
		const data = JSON.stringify({ data: { commandEvents: event } });
		response
			.writeHead(200, { "content-type": "text/event-stream" })
			.end(`event: next\ndata: ${data}\n\nevent: complete\n\n`);
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const url = `http://127.0.0.1:${port}`;
	return {
		api: createApiClient({ url, token: undefined }),
		asked: () => asked,
		[Symbol.asyncDispose]: async () => {
			server.closeAllConnections();
			server.close();
			await once(server, "close");
		},
	};
}

test("a control plane that is starting is away, not the wrong address", async () => {
	await using server = await startingServer(1);
	await assert.rejects(
		server.api.ask("{ status { version } }"),
		(error) =>
			error instanceof CliFailure &&
			/cannot be reached \(it answered with status 503: it may be starting\)/.test(
				error.message,
			),
	);
});

test("a command is followed again once the control plane has started", async () => {
	await using server = await startingServer(2);
	const said: string[] = [];
	const events = await Array.fromAsync(
		commandEvents(server.api, "cmd_x", (text) => said.push(text)),
	);
	assert.deepEqual(
		events.map(({ kind, state }) => [kind, state]),
		[["COMMAND_ENDED", "SUCCEEDED"]],
	);
	assert.equal(server.asked(), 3);
	assert.deepEqual(said, ["qd: connection lost; reconnecting\n"]);
});
