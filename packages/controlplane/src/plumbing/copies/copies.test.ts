import assert from "node:assert/strict";
import { readFileSync, statSync } from "node:fs";
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { systemClock } from "@quarterdeck/runtime";
import { createHandClock, tempDir } from "@quarterdeck/testkit";
import { appendLine } from "./append-line.ts";
import { postJson } from "./post-json.ts";

test("lines are appended, readable by their owner alone", async (t) => {
	const file = join(tempDir(t), "heads.jsonl");
	await appendLine(file, { seq: 1 });
	await appendLine(file, { seq: 2 });
	assert.equal(readFileSync(file, "utf8"), '{"seq":1}\n{"seq":2}\n');
	assert.equal(statSync(file).mode & 0o777, 0o600);
	await assert.rejects(appendLine("/nowhere/x", {}), { code: "ENOENT" });
});

async function serve(t: TestContext, answer: RequestListener): Promise<string> {
	const server = createServer(answer);
	await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
	return `http://127.0.0.1:${(server.address() as AddressInfo).port}/heads`;
}

test("a value is posted; an answer that is none, and a redirect, are failures", async (t) => {
	const bodies: string[] = [];
	const url = await serve(t, (request, response) => {
		let body = "";
		request.on("data", (chunk) => {
			body += chunk;
		});
		request.on("end", () => {
			bodies.push(
				`${request.method} ${request.headers["content-type"]} ${body}`,
			);
			response.writeHead(
				bodies.length === 1 ? 204 : bodies.length === 2 ? 500 : 302,
				{
					location: "/elsewhere",
				},
			);
			response.end();
		});
	});
	await postJson(systemClock, url, { seq: 1 });
	assert.deepEqual(bodies, ['POST application/json {"seq":1}']);
	await assert.rejects(postJson(systemClock, url, {}), /it answered 500/);
	await assert.rejects(postJson(systemClock, url, {}));
	assert.equal(bodies.length, 3);
});

test("a place that does not answer is given up", async (t) => {
	const asked = Promise.withResolvers<void>();
	const url = await serve(t, () => asked.resolve());
	const clock = createHandClock();
	const posting = assert.rejects(postJson(clock, url, {}), /no answer/);
	await asked.promise;
	await clock.wind(5000);
	await posting;
});
