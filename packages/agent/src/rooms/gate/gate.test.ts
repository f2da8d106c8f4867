import assert from "node:assert/strict";
import { once } from "node:events";
import type { IncomingMessage } from "node:http";
import { request as httpsRequest } from "node:https";
import { connect } from "node:net";
import { describe, test } from "node:test";
import { AppError } from "@quarterdeck/contract";
import { createHandClock, until } from "@quarterdeck/testkit";
import { startRecordingApiServer } from "./api-server.fake.ts";
import { defaultCeiling } from "./ceiling.ts";
import {
	ada,
	agentToken,
	ask,
	dialRaw,
	gateInFrontOf,
	notesOf,
	sayRaw,
} from "./gate.fixture.ts";

type Behaviour = Parameters<typeof startRecordingApiServer>[0];

async function gateWith(
	t: { after(act: () => Promise<void>): void },
	behaviour: Behaviour = {},
	options: Parameters<typeof gateInFrontOf>[1] = {},
) {
	const api = await startRecordingApiServer(behaviour);
	const under = await gateInFrontOf(api.url, options);
	t.after(async () => {
		await under.stop();
		await api.stop();
	});
	return { api, ...under };
}

describe("who has no loan", () => {
	test("a request without a secret, with a wrong one or with the agent's own is refused", async (t) => {
		const { api, lend } = await gateWith(t);
		const loan = lend();
		for (const secret of [
			"",
			"x",
			agentToken,
			`${loan.secret}x`,
			loan.secret.slice(1),
		]) {
			const answer = await ask(loan, "/api", { secret });
			assert.equal(answer.status, 401);
			assert.equal(JSON.parse(answer.body).reason, "Unauthorized");
		}
		assert.equal(api.arrived.length, 0);
		assert.equal(loan.end()?.total, 0);
	});
	test("a loan serves one run: another run's secret does not open it", async (t) => {
		const { lend } = await gateWith(t);
		const [one, other] = [lend(), lend()];
		assert.notEqual(one.secret, other.secret);
		one.end();
		assert.equal((await ask(one, "/api")).status, 401);
		assert.equal((await ask(other, "/api")).status, 200);
	});
	test("one run has a hundred connections at a time at most, and the others have theirs", async (t) => {
		const { api, lend } = await gateWith(t);
		const [greedy, other] = [lend(), lend()];
		const get = `GET /api HTTP/1.1\r\nhost: gate\r\nauthorization: Bearer ${greedy.secret}\r\n\r\n`;
		const held = await Promise.all(
			Array.from({ length: 100 }, async () => {
				const socket = await dialRaw(greedy);
				socket.on("error", () => {});
				socket.write(get);
				await once(socket, "data");
				return socket;
			}),
		);
		assert.equal(api.arrived.length, 100);
		const refused = await ask(greedy, "/api");
		assert.equal(refused.status, 429);
		assert.match(JSON.parse(refused.body).message, /100 connections/);
		assert.equal((await ask(other, "/api")).status, 200);
		assert.equal(api.arrived.length, 101);
		held[0]?.destroy();
		await until(async () => (await ask(greedy, "/api")).status === 200);
		for (const socket of held) socket.destroy();
	});
	test("a system name is not lent, whoever mapped it", async (t) => {
		const { lend } = await gateWith(t);
		assert.throws(
			() =>
				lend({ kind: "impersonated", user: "a", groups: ["system:masters"] }),
			(error) => error instanceof AppError && error.code === "IDENTITY_REFUSED",
		);
	});
	test("a name above the agent's own ceiling is not lent", async (t) => {
		const ceiling = {
			...defaultCeiling,
			users: ["*@example.com"],
			except: [],
		};
		const { lend } = await gateWith(t, {}, { ceiling });
		assert.throws(() => lend(ada), /ceiling/);
	});
});

describe("a client that wants to be someone else", () => {
	const pretences: Record<string, string> = {
		"Impersonate-User": "system:admin",
		"impersonate-group": "system:masters",
		"IMPERSONATE-UID": "0",
		"Impersonate-Extra-Scopes": "all",
		Impersonate_User: "system:admin",
		"X-Remote-User": "system:admin",
		"X-Remote-Group": "system:masters",
	};
	for (const [name, value] of Object.entries(pretences)) {
		test(`${name} does not arrive, and is on record`, async (t) => {
			const { api, lend } = await gateWith(t);
			const loan = lend();
			const answer = await ask(loan, "/api/v1/pods", {
				headers: { [name]: value },
			});
			assert.equal(answer.status, 200);
			const [seen] = api.arrived;
			assert.ok(!JSON.stringify(seen?.rawHeaders).includes("system:"));
			assert.equal(seen?.headers["impersonate-user"], "ada@example.org");
			assert.match(notesOf(loan.end()), /headers dropped/);
		});
	}
	test("its own authorization and cookies do not arrive", async (t) => {
		const { api, lend } = await gateWith(t);
		const loan = lend();
		await ask(loan, "/api", {
			headers: { cookie: "a=b", "proxy-authorization": "Basic x" },
		});
		const [seen] = api.arrived;
		assert.equal(seen?.headers.authorization, `Bearer ${agentToken}`);
		assert.equal(seen?.headers.cookie, undefined);
		assert.equal(seen?.headers["proxy-authorization"], undefined);
	});
	test("naming the identity's headers in Connection does not take them away", async (t) => {
		const { api, lend } = await gateWith(t);
		const loan = lend();
		await ask(loan, "/api", {
			headers: {
				connection: "close, Impersonate-User, Impersonate-Group, Authorization",
			},
		});
		const [seen] = api.arrived;
		assert.equal(seen?.headers["impersonate-user"], "ada@example.org");
		assert.equal(seen?.headers["impersonate-group"], "devs, on-call");
		assert.equal(seen?.headers.authorization, `Bearer ${agentToken}`);
	});
	test("impersonation in trailers does not arrive, and is on record", async (t) => {
		const { api, lend } = await gateWith(t);
		const loan = lend();
		const heard = await sayRaw(
			loan,
			`POST /api HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${loan.secret}\r\nConnection: close\r\nTransfer-Encoding: chunked\r\nTrailer: Impersonate-User\r\n\r\n2\r\nhi\r\n0\r\nImpersonate-User: system:admin\r\n\r\n`,
		);
		assert.match(heard, /^HTTP\/1\.1 200/);
		assert.equal(api.arrived[0]?.body, "hi");
		assert.deepEqual(api.arrived[0]?.trailers, {});
		assert.match(
			notesOf(loan.end()),
			/impersonation headers in trailers dropped/,
		);
	});
	test("an anonymous loan sends no credentials and no name at all", async (t) => {
		const { api, lend } = await gateWith(t);
		const loan = lend({ kind: "anonymous" });
		await ask(loan, "/api", {
			headers: { "impersonate-user": "system:admin" },
		});
		assert.equal(api.arrived[0]?.headers.authorization, undefined);
		assert.equal(api.arrived[0]?.headers["impersonate-user"], undefined);
		assert.equal(loan.end()?.user, undefined);
	});
});

describe("requests that two readers could read in two ways", () => {
	const paths = [
		"http://elsewhere.example/api",
		"//elsewhere.example/api",
		"/api/../../admin",
		"/api/%2e%2e/admin",
		"/api/%2E./admin",
		"/api/..%2fadmin",
		"/api/.",
		"/api/%00",
		"/api/%0d%0aX: y",
		"/api\\..\\admin",
		"/api/%5c..",
		"/api/%zz",
		"*",
	];
	for (const path of paths) {
		test(`the path ${path} is refused and recorded`, async (t) => {
			const { api, lend } = await gateWith(t);
			const loan = lend();
			const method = path === "*" ? "OPTIONS" : "GET";
			const heard = await sayRaw(
				loan,
				`${method} ${path} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${loan.secret}\r\nConnection: close\r\n\r\n`,
			);
			assert.match(heard, /^HTTP\/1\.1 400/);
			assert.equal(api.arrived.length, 0);
			if (!heard.includes("is malformed")) assert.equal(loan.end()?.refused, 1);
		});
	}
	const framings: Record<string, string> = {
		"a length and a coding":
			"Content-Length: 5\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"two lengths": "Content-Length: 5\r\nContent-Length: 6\r\n\r\nhello",
		"two equal lengths": "Content-Length: 5\r\nContent-Length: 5\r\n\r\nhello",
		"a signed length": "Content-Length: +5\r\n\r\nhello",
		"another coding": "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n",
		"a disguised coding": "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n",
		"a coding twice":
			"Transfer-Encoding: chunked\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n",
		"a blank before the colon": "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n",
		"a folded header": "X-A: b\r\n c\r\n\r\n",
		"a bare line feed": "X-A: b\nImpersonate-User: x\r\n\r\n",
		"two hosts": "Host: other\r\n\r\n",
		"an HTTP/2 preface":
			"Upgrade: h2c\r\nConnection: Upgrade, HTTP2-Settings\r\nHTTP2-Settings: AAMAAABkAAQCAAAAAAIAAAAA\r\n\r\n",
	};
	for (const [name, rest] of Object.entries(framings)) {
		test(`${name}: nothing arrives`, async (t) => {
			const { api, lend } = await gateWith(t);
			const loan = lend();
			const heard = await sayRaw(
				loan,
				`POST /api HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${loan.secret}\r\n${rest}GET /smuggled HTTP/1.1\r\nHost: x\r\n\r\n`,
			);
			assert.match(heard, /^HTTP\/1\.1 400/);
			assert.ok(!heard.includes(" 200 "));
			assert.equal(api.arrived.length, 0);
		});
	}
	test("CONNECT is refused and recorded", async (t) => {
		const { lend } = await gateWith(t);
		const loan = lend();
		const heard = await sayRaw(
			loan,
			`CONNECT elsewhere:443 HTTP/1.1\r\nHost: elsewhere:443\r\nAuthorization: Bearer ${loan.secret}\r\n\r\n`,
		);
		assert.match(heard, /^HTTP\/1\.1 405/);
		assert.equal(loan.end()?.refused, 1);
	});
	test("garbage instead of TLS, and garbage inside of it, hurt nobody", async (t) => {
		const { lend } = await gateWith(t);
		const loan = lend();
		assert.match(await sayRaw(loan, "\0\0garbage\r\n\r\n"), /^HTTP\/1\.1 400/);
		assert.equal((await ask(loan, "/api")).status, 200);
	});
	test("connections without a token are bounded, and those of a run stay", async (t) => {
		const { lend } = await gateWith(t);
		const loan = lend();
		const ours = await dialRaw(loan);
		const say = async () => {
			ours.write(
				`GET /api HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${loan.secret}\r\n\r\n`,
			);
			const [heard] = await once(ours, "data");
			return String(heard);
		};
		assert.match(await say(), /^HTTP\/1\.1 200/);
		const strangers = Array.from({ length: 260 }, () =>
			connect(loan.port, "127.0.0.1").on("error", () => {}),
		);
		t.after(() => {
			for (const socket of [...strangers, ours]) socket.destroy();
		});
		const closed = strangers.map((socket) => once(socket, "close"));
		await Promise.all(closed.slice(0, 60));
		assert.equal((await ask(loan, "/api")).status, 200);
		assert.match(await say(), /^HTTP\/1\.1 200/);
	});
	test("headers without end are cut off", async (t) => {
		const { lend } = await gateWith(t);
		const loan = lend();
		const heard = await sayRaw(
			loan,
			`GET / HTTP/1.1\r\nX: ${"a".repeat(200_000)}`,
		);
		assert.ok(heard === "" || /^HTTP\/1\.1 4/.test(heard));
	});
});

describe("the end of a loan", () => {
	test("a watch is cut when the run ends, and what comes after is refused and reported", async (t) => {
		const { api, gate, lend } = await gateWith(t, {
			answer: (_, answer) => answer.write("first\n"),
		});
		const loan = lend();
		const request = httpsRequest({
			host: "127.0.0.1",
			port: loan.port,
			ca: loan.ca,
			path: "/api/v1/pods?watch=1",
			headers: { authorization: `Bearer ${loan.secret}` },
		}).end();
		const [answer] = (await once(request, "response")) as [IncomingMessage];
		await once(answer, "data");
		const summary = loan.end();
		await assert.rejects(once(answer, "end"));
		assert.equal(summary?.total, 1);
		assert.match(notesOf(summary), /cut: the run ended/);
		for (const _ of [1, 2])
			assert.equal((await ask(loan, "/api/v1/secrets")).status, 401);
		const [refusal] = gate.recentRefusals();
		assert.equal(refusal?.runId, loan.run);
		assert.equal(refusal?.requests, 2);
		assert.equal(refusal?.path, "/api/v1/secrets");
		assert.equal(api.arrived.length, 1);
		assert.deepEqual(loan.end(), summary);
	});
	test("a kept connection dies with its loan", async (t) => {
		const { lend } = await gateWith(t);
		const loan = lend();
		const socket = await dialRaw(loan);
		socket.write(
			`GET /api HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${loan.secret}\r\n\r\n`,
		);
		await once(socket, "data");
		socket.on("error", () => {});
		loan.end();
		await once(socket, "close");
	});
	test("a forgotten loan ends by the clock, and later attempts are in its summary", async (t) => {
		const clock = createHandClock();
		const { lend } = await gateWith(t, {}, { clock });
		const loan = lend(ada, 5000);
		assert.equal((await ask(loan, "/api")).status, 200);
		await clock.wind(5000);
		assert.equal((await ask(loan, "/api")).status, 401);
		const summary = loan.end();
		assert.equal(summary?.refused, 1);
		assert.match(notesOf(summary), /the credential had expired/);
	});
	test("attempts are told for a minute and then forgotten", async (t) => {
		const clock = createHandClock();
		const { gate, lend } = await gateWith(t, {}, { clock });
		const loan = lend();
		loan.end();
		await ask(loan, "/api");
		assert.equal(gate.recentRefusals().length, 1);
		await clock.wind(60_001);
		assert.equal(gate.recentRefusals().length, 0);
	});
	test("an exec session is cut when the run ends", async (t) => {
		let farClosed = false;
		const { lend } = await gateWith(t, {
			upgrade: (_, socket) => {
				socket.write(
					"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n",
				);
				socket.resume();
				socket.on("end", () => socket.end());
				socket.on("close", () => {
					farClosed = true;
				});
				socket.on("error", () => {});
			},
		});
		const loan = lend();
		const socket = await dialRaw(loan);
		socket.on("error", () => {});
		socket.write(upgradeRequest(loan.secret));
		await once(socket, "data");
		const closed = once(socket, "close");
		const summary = loan.end();
		await closed;
		await until(() => farClosed);
		assert.match(notesOf(summary), /cut: the run ended/);
		assert.equal(summary?.requests[0]?.status, 101);
	});
});

function upgradeRequest(secret: string, more = ""): string {
	return `GET /api/v1/namespaces/a/pods/b/exec?command=ls HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${secret}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n${more}\r\n`;
}

describe("connections that leave HTTP", () => {
	test("both sides speak through the gate, byte for byte, as the lent identity", async (t) => {
		const { api, lend } = await gateWith(t, {
			upgrade: (_, socket) => {
				socket.write(
					"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Protocol: v5.channel.k8s.io\r\n\r\nhello ",
				);
				socket.pipe(socket);
			},
		});
		const loan = lend();
		const socket = await dialRaw(loan);
		let heard = "";
		socket.setEncoding("latin1");
		socket.on("data", (text: string) => {
			heard += text;
		});
		socket.write(
			`${upgradeRequest(loan.secret, `Sec-WebSocket-Protocol: v5.channel.k8s.io, base64url.bearer.authorization.k8s.io.${Buffer.from("stolen").toString("base64url")}\r\nImpersonate-User: system:admin\r\n`)}echo`,
		);
		await until(() => heard.endsWith("hello echo"));
		const [seen] = api.arrived;
		assert.equal(seen?.headers["sec-websocket-protocol"], "v5.channel.k8s.io");
		assert.equal(seen?.headers["impersonate-user"], "ada@example.org");
		assert.equal(seen?.headers.authorization, `Bearer ${agentToken}`);
		socket.end();
		await once(socket, "close");
		const summary = loan.end();
		assert.match(notesOf(summary), /impersonation headers/);
		assert.match(notesOf(summary), /bearer token in a sub-protocol/);
		assert.equal(summary?.bytes, 10);
	});
	test("behind a refused upgrade no further request gets through", async (t) => {
		const { api, lend } = await gateWith(t, {
			answer: (_, answer) =>
				answer
					.writeHead(403, { "content-type": "text/plain" })
					.end("forbidden: no exec for ada"),
		});
		const loan = lend();
		const heard = await sayRaw(
			loan,
			`${upgradeRequest(loan.secret)}GET /api/v1/secrets HTTP/1.1\r\nHost: x\r\nImpersonate-User: system:admin\r\n\r\n`,
		);
		assert.match(heard, /^HTTP\/1\.1 403/);
		assert.match(heard, /no exec for ada/);
		assert.equal(api.arrived.length, 1);
		assert.equal(loan.end()?.requests[0]?.status, 403);
	});
	test("without a loan nothing is upgraded", async (t) => {
		const { api, lend } = await gateWith(t);
		const loan = lend();
		assert.match(
			await sayRaw(loan, upgradeRequest("wrong")),
			/^HTTP\/1\.1 401/,
		);
		assert.equal(api.arrived.length, 0);
	});
});

describe("what passes", () => {
	test("method, path, query, headers and body arrive as they were sent", async (t) => {
		const { api, lend } = await gateWith(t);
		const loan = lend();
		const body = "x".repeat(300_000);
		const path =
			"/apis/apps/v1/namespaces/a%2Fb/deployments/c?fieldManager=kubectl&x=%2e%2e";
		await ask(loan, path, {
			method: "PATCH",
			body,
			headers: {
				"content-type": "application/merge-patch+json",
				"kubectl-command": "kubectl patch",
			},
		});
		const [seen] = api.arrived;
		assert.equal(seen?.method, "PATCH");
		assert.equal(seen?.url, path);
		assert.equal(seen?.body, body);
		assert.equal(seen?.headers["content-type"], "application/merge-patch+json");
		assert.equal(seen?.headers["kubectl-command"], "kubectl patch");
		assert.deepEqual(
			seen?.rawHeaders.filter((text) => text === "devs" || text === "on-call"),
			["devs", "on-call"],
		);
	});
	test("a name in another script arrives as UTF-8", async (t) => {
		const { api, lend } = await gateWith(t);
		const loan = lend({ kind: "impersonated", user: "运维", groups: ["Zoë"] });
		await ask(loan, "/api");
		const read = (name: string) =>
			Buffer.from(String(api.arrived[0]?.headers[name]), "latin1").toString(
				"utf8",
			);
		assert.equal(read("impersonate-user"), "运维");
		assert.equal(read("impersonate-group"), "Zoë");
	});
	test("status, headers and a large answer come back, and are counted", async (t) => {
		const big = Buffer.alloc(5_000_000, "json");
		const { lend } = await gateWith(t, {
			answer: (_, answer) =>
				answer
					.writeHead(203, [
						"audit-id",
						"a1",
						"warning",
						"299 - one",
						"warning",
						"299 - two",
					])
					.end(big),
		});
		const loan = lend();
		const answer = await ask(loan, "/api/v1/pods");
		assert.equal(answer.status, 203);
		assert.equal(answer.headers["audit-id"], "a1");
		assert.equal(answer.headers.warning, "299 - one, 299 - two");
		assert.equal(answer.body.length, big.length);
		const summary = loan.end();
		assert.equal(summary?.bytes, big.length);
		assert.deepEqual(summary?.requests, [
			{ method: "GET", path: "/api/v1/pods", status: 203, bytes: big.length },
		]);
		assert.equal(summary?.user, "ada@example.org");
	});
	test("the head of a silent watch comes at once", async (t) => {
		const { lend } = await gateWith(t, {
			answer: (_, answer) => answer.flushHeaders(),
		});
		const loan = lend();
		const request = httpsRequest({
			host: "127.0.0.1",
			port: loan.port,
			ca: loan.ca,
			path: "/api/v1/pods?watch=1",
			headers: { authorization: `Bearer ${loan.secret}` },
		}).end();
		const [answer] = (await once(request, "response")) as [IncomingMessage];
		assert.equal(answer.statusCode, 200);
		request.destroy();
	});
	test("a slow reader slows the server: the gate keeps almost nothing", async (t) => {
		let written = 0;
		const chunk = Buffer.alloc(65_536);
		const { lend } = await gateWith(t, {
			answer: (_, answer) => {
				const more = (): void => {
					while (written < 200_000_000 && !answer.destroyed) {
						written += chunk.length;
						if (!answer.write(chunk)) {
							answer.once("drain", more);
							return;
						}
					}
				};
				more();
			},
		});
		const loan = lend();
		const socket = await dialRaw(loan);
		socket.pause();
		socket.write(
			`GET /big HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer ${loan.secret}\r\n\r\n`,
		);
		let last = -1;
		await until(() => {
			const still = written === last && written > 0;
			last = written;
			return still;
		});
		assert.ok(
			written < 50_000_000,
			`${written} bytes were taken ahead of the reader`,
		);
		socket.on("error", () => {});
		loan.end();
	});
	test("an answer that breaks off is not passed on as a whole one", async (t) => {
		const { lend } = await gateWith(t, {
			answer: (request, answer) => {
				answer.writeHead(200, { "content-length": "100" });
				answer.write("half", () => request.socket.destroy());
			},
		});
		const loan = lend();
		await assert.rejects(ask(loan, "/api"));
		assert.match(notesOf(loan.end()), /broke off/);
	});
	test("the first hundred requests and every noted one are kept, all are counted", async (t) => {
		const { lend } = await gateWith(t);
		const loan = lend();
		for (let i = 0; i < 120; i++)
			await ask(
				loan,
				`/api?n=${i}`,
				i === 110 ? { headers: { "impersonate-user": "x" } } : {},
			);
		const summary = loan.end();
		assert.equal(summary?.total, 120);
		assert.equal(summary?.requests.length, 101);
		assert.match(summary?.requests.at(-1)?.path ?? "", /n=110/);
	});
});
