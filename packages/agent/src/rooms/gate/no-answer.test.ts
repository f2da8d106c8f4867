import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { once } from "node:events";
import { writeFileSync } from "node:fs";
import { createServer } from "node:https";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { describe, test } from "node:test";
import {
	createSelfSignedCertificate,
	type Log,
	silentLog,
} from "@quarterdeck/runtime";
import {
	type Ending,
	tempDir,
	testKubectl,
	testOldKubectl,
} from "@quarterdeck/testkit";
import { startRecordingApiServer } from "./api-server.fake.ts";
import { ask, gateInFrontOf, notesOf, sayRaw } from "./gate.fixture.ts";

const pods = "/api/v1/namespaces/default/pods";

async function gateBefore(
	t: Ending,
	url: string,
	options: Parameters<typeof gateInFrontOf>[1] = {},
) {
	const under = await gateInFrontOf(url, options);
	t.after(under.stop);
	return under;
}

/** An API server that knows nobody. */
async function refusingServer(t: Ending) {
	const server = await startRecordingApiServer({
		answer: (_, answer) => {
			answer.writeHead(401, { "content-type": "application/json" }).end("{}");
		},
	});
	t.after(() => server.stop());
	return server;
}

describe("an API server that does not serve is said so in one sentence", () => {
	const refused =
		"the API server of cluster eu at http://127.0.0.1:1 does not answer (ECONNREFUSED); the agent tries again every 3 s";

	test("that is not there: as a Status, and as text where clients read text", async (t) => {
		let told = 0;
		const { lend } = await gateBefore(t, "http://127.0.0.1:1", {
			onNoAnswer: () => {
				told += 1;
			},
		});
		const loan = lend();
		const answer = await ask(loan, pods);
		assert.equal(answer.status, 503);
		const status = JSON.parse(answer.body);
		assert.equal(status.kind, "Status");
		assert.equal(status.reason, "ServiceUnavailable");
		assert.equal(status.message, refused);
		for (const path of [
			"/api",
			"/apis?timeout=32s",
			"/version",
			"/openapi/v3",
		]) {
			const text = await ask(loan, path);
			assert.equal(text.status, 502, path);
			assert.match(text.headers["content-type"] ?? "", /^text\/plain/);
			assert.equal(text.body, refused);
		}
		assert.equal(told, 5, "whoever watches the API server is told each time");
		assert.equal(loan.end()?.requests[0]?.status, 0);
	});

	test("and a few lines of the log tell of many requests", async (t) => {
		const counts: unknown[] = [];
		const log: Log = {
			...silentLog,
			warn(_, facts) {
				counts.push(facts?.count);
			},
		};
		const { lend } = await gateBefore(t, "http://127.0.0.1:1", { log });
		const loan = lend();
		for (let i = 0; i < 20; i += 1) await ask(loan, pods);
		assert.deepEqual(counts, [1, 2, 4, 8, 16]);
		await ask(lend(), pods);
		assert.equal(counts.at(-1), 1);
	});

	test("whose certificate is not trusted", async (t) => {
		const certificate = createSelfSignedCertificate({
			commonName: "other",
			hosts: ["127.0.0.1"],
			days: 1,
			now: new Date(),
		});
		const server = createServer({
			cert: certificate.certificatePem,
			key: certificate.privateKeyPem,
		});
		server.listen(0, "127.0.0.1");
		await once(server, "listening");
		t.after(() => server.close());
		const { port } = server.address() as AddressInfo;
		const { lend } = await gateBefore(t, `https://127.0.0.1:${port}`);
		const { body } = await ask(lend(), pods);
		assert.match(
			JSON.parse(body).message,
			/shows a certificate that the agent does not accept \([A-Z_]+\); the agent tries/,
		);
	});

	test("that lets everybody wait: at once, and without asking it", async (t) => {
		const server = await startRecordingApiServer();
		t.after(() => server.stop());
		let isSilent = true;
		const { lend } = await gateBefore(t, server.url, {
			isSilent: () => isSilent,
		});
		const loan = lend();
		const { body } = await ask(loan, pods);
		assert.match(JSON.parse(body).message, /does not answer in time/);
		assert.equal(server.arrived.length, 0);
		isSilent = false;
		assert.equal((await ask(loan, pods)).status, 200);
	});

	test("that refuses the agent: nobody is told to log in", async (t) => {
		const { url } = await refusingServer(t);
		const { lend } = await gateBefore(t, url);
		const loan = lend();
		const answer = await ask(loan, pods);
		assert.equal(answer.status, 503);
		assert.match(
			JSON.parse(answer.body).message,
			/refuses the agent's credential/,
		);
		const upgrade = await sayRaw(
			loan,
			`GET ${pods}/a/exec HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${loan.secret}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n`,
		);
		assert.match(upgrade, /^HTTP\/1\.1 503 /);
		assert.match(upgrade, /refuses the agent's credential/);
		const summary = loan.end();
		assert.equal(summary?.requests[0]?.status, 401);
		assert.match(notesOf(summary), /refused the agent's credential/);
	});

	test("a 401 that is not about the agent passes as it is", async (t) => {
		const { url } = await refusingServer(t);
		const { lend } = await gateBefore(t, url);
		const anonymous = lend({ kind: "anonymous" });
		assert.equal((await ask(anonymous, pods)).status, 401);
		const path = "/api/v1/namespaces/default/services/web/proxy/login";
		assert.equal((await ask(lend(), path)).status, 401);
	});

	for (const [version, find] of [
		["new", testKubectl],
		["1.20", testOldKubectl],
	] as const)
		test(`kubectl (${version}) ends with that sentence`, async (t) => {
			const kubectl = await find();
			if (kubectl === undefined) {
				t.skip("no kubectl of that version can be had here");
				return;
			}
			const { lend } = await gateBefore(t, "http://127.0.0.1:1");
			const home = tempDir(t);
			const file = join(home, "kubeconfig");
			writeFileSync(file, lend().kubeconfig);
			const lastLine = (...args: string[]) =>
				new Promise<string>((resolve) => {
					const env = { KUBECONFIG: file, HOME: home };
					const child = execFile(kubectl, args, { env }, (_e, _out, words) =>
						resolve(words.trim().split("\n").at(-1) ?? ""),
					);
					child.stdin?.end();
				});
			for (const words of ["get pods", "get widgets.example.org", "version"])
				assert.equal(
					await lastLine(...words.split(" ")),
					`Error from server (InternalError): an error on the server ("${refused}") has prevented the request from succeeding`,
					words,
				);
			assert.equal(
				await lastLine("get", "--raw", pods),
				`Error from server (ServiceUnavailable): ${refused}`,
			);
		});
});
