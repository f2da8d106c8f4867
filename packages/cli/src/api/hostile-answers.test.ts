import assert from "node:assert/strict";
import { once } from "node:events";
import {
	createServer,
	type RequestListener,
	type ServerResponse,
} from "node:http";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import { CliFailure } from "../cli-failure.ts";
import { exitCodes } from "../exit-codes.ts";
import { answerLimits } from "./answer-limits.ts";
import { ConnectionLost, createApiClient } from "./api-client.ts";
import {
	clusterEventsDocument,
	deadJobsDocument,
	meDocument,
	statusDocument,
} from "./documents.ts";
import { everyNode, type Page } from "./every-node.ts";

const patient = 600_000;

async function start(
	t: TestContext,
	answer: RequestListener,
	limits: Partial<typeof answerLimits> = {},
) {
	const server = createServer(answer);
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
	const { port } = server.address() as AddressInfo;
	const all = { ...answerLimits, ...limits };
	return createApiClient(
		{ url: `http://127.0.0.1:${port}`, token: undefined },
		all,
	);
}

const json = { "content-type": "application/json" };
const events = { "content-type": "text/event-stream" };
const unreachable = (message: RegExp) => (error: unknown) =>
	error instanceof CliFailure &&
	error.exitCode === exitCodes.unreachable &&
	message.test(error.message);

/** Sends for as long as somebody reads. */
function sendForEver(response: ServerResponse): void {
	const chunk = Buffer.alloc(1024 * 1024, 32);
	const more = () => {
		while (!response.destroyed && response.write(chunk));
	};
	response.on("drain", more);
	more();
}

test("an answer without end is given up, and so is a refusal of a download", async (t) => {
	const tooLarge = unreachable(/an answer is larger than 64 MiB/);
	for (const status of [200, 500]) {
		const closed = Promise.withResolvers<void>();
		const api = await start(t, (_request, response) => {
			response.once("close", closed.resolve);
			sendForEver(response.writeHead(status, json));
		});
		await assert.rejects(
			status === 200 ? api.ask(meDocument) : api.fetch("/outputs/run_1"),
			tooLarge,
		);
		await closed.promise;
	}
});

test("a download may be larger than an answer", async (t) => {
	const api = await start(
		t,
		(_request, response) => response.end(Buffer.alloc(100_000)),
		{ maxBytes: 10 },
	);
	const body = await (await api.fetch("/outputs/run_1")).arrayBuffer();
	assert.equal(body.byteLength, 100_000);
});

test("an answer that does not come, or stops in the middle, is given up", async (t) => {
	const late = unreachable(/cannot be reached \(it did not answer in time\)/);
	for (const begin of [
		() => {},
		(response: ServerResponse) => response.writeHead(403, json).write('{"da'),
	]) {
		const api = await start(t, (_request, response) => void begin(response), {
			answerMs: 50,
			silenceMs: 50,
		});
		await assert.rejects(api.ask(meDocument), late);
		await assert.rejects(api.follow(clusterEventsDocument, {}).next(), late);
	}
	const api = await start(
		t,
		(_request, response) => response.writeHead(403, json).write('{"er'),
		{ answerMs: 50 },
	);
	await assert.rejects(api.fetch("/outputs/run_1"), late);
});

test("a stream in which nothing comes, not even a sign of life, is lost", async (t) => {
	const closed = Promise.withResolvers<void>();
	const api = await start(
		t,
		(_request, response) => {
			response.once("close", closed.resolve);
			response.writeHead(200, events).write(":\n\n");
		},
		{ silenceMs: 50, answerMs: patient },
	);
	await assert.rejects(
		api.follow(clusterEventsDocument, {}).next(),
		(error) =>
			error instanceof ConnectionLost && /nothing came/.test(`${error.cause}`),
	);
	await closed.promise;
});

test("what is not as the schema says is not understood, wherever it is", async (t) => {
	const part = { name: "bus", ok: true, problem: null, note: null };
	const status = { version: "1", parts: [part] };
	let data: unknown;
	const api = await start(t, (_request, response) =>
		response.writeHead(200, json).end(JSON.stringify({ data })),
	);
	data = { status };
	assert.deepEqual(await api.ask(statusDocument), data);
	for (const wrong of [
		null,
		"healthy",
		[status],
		{ version: "1" },
		{ ...status, version: 1 },
		{ ...status, parts: {} },
		{ ...status, parts: [null] },
		{ ...status, parts: [{ ...part, ok: "yes" }] },
		{ ...status, parts: [{ ...part, problem: {} }] },
	]) {
		data = { status: wrong };
		await assert.rejects(
			api.ask(statusDocument),
			unreachable(/does not understand/),
			JSON.stringify(wrong),
		);
	}
});

test("an event of another shape is not understood", async (t) => {
	const api = await start(t, (_request, response) =>
		response
			.writeHead(200, events)
			.end('event: next\ndata: {"data":{"clusterEvents":{}}}\n\n'),
	);
	await assert.rejects(
		api.follow(clusterEventsDocument, {}).next(),
		unreachable(/does not understand/),
	);
});

test("pages that lead back, or nowhere, end with an error", async (t) => {
	for (const [cursors, asked] of [
		[["a"], [null, "a"]],
		[
			["a", "b"],
			[null, "a", "b"],
		],
		[[null], [null]],
	] as const) {
		const seen: unknown[] = [];
		const api = await start(t, (request, response) => {
			let body = "";
			request.setEncoding("utf8").on("data", (chunk) => {
				body += chunk;
			});
			request.on("end", () => {
				const endCursor = cursors[seen.length % cursors.length];
				seen.push(JSON.parse(body).variables.after);
				const pageInfo = { hasNextPage: true, endCursor };
				const data = { deadJobs: { edges: [], pageInfo } };
				response.writeHead(200, json).end(JSON.stringify({ data }));
			});
		});
		const all = everyNode(
			async (after) =>
				(
					await api.ask<{ deadJobs: Page<object> }>(deadJobsDocument, {
						after,
					})
				).deadJobs,
		);
		await assert.rejects(
			Array.fromAsync(all),
			/another page, but names none that is new/,
		);
		assert.deepEqual(seen, asked);
	}
});
