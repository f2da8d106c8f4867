import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, createServer, type Socket } from "node:net";
import { test } from "node:test";
import type { Ending } from "@quarterdeck/testkit";
import { ask, gateInFrontOf } from "./gate.fixture.ts";

const ok = "HTTP/1.1 200 OK\r\n";

/** Answers of bytes that no API server sends, by the path that asks for them, and what is given to the command; `ends` closes the connection behind them. */
const answers: Readonly<
	Record<string, { given: string; text: string; ends?: true }>
> = {
	"/no-http": {
		given: "503",
		text: "SSH-2.0-OpenSSH_9.6\r\n",
	},
	"/nothing": {
		given: "503",
		text: "",
		ends: true,
	},
	"/old": {
		given: "200 hi",
		text: "HTTP/0.9 200 OK\r\n\r\nhi",
		ends: true,
	},
	"/half-head": {
		given: "503",
		text: `${ok}Content-`,
		ends: true,
	},
	"/huge-head": {
		given: "503",
		text: `${ok}X: ${"x".repeat(100_000)}\r\n\r\n`,
	},
	"/many-heads": {
		given: "503",
		text: `${ok}${"X: y\r\n".repeat(50_000)}\r\n`,
	},
	"/two-lengths": {
		given: "503",
		text: `${ok}Content-Length: 2\r\nContent-Length: 40\r\n\r\nhi`,
	},
	"/both-lengths": {
		given: "503",
		text: `${ok}Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n0\r\n\r\n`,
	},
	"/bad-chunk": {
		given: "cut",
		text: `${ok}Transfer-Encoding: chunked\r\n\r\nZZ\r\nhi\r\n`,
	},
	"/short": {
		given: "cut",
		text: `${ok}Content-Length: 9\r\n\r\nhi`,
		ends: true,
	},
	"/nul": {
		given: "503",
		text: `${ok}X: a\0b\r\nContent-Length: 2\r\n\r\nhi`,
	},
	"/bare-cr": {
		given: "503",
		text: `${ok}X: a\rSet-Cookie: b\r\nContent-Length: 2\r\n\r\nhi`,
	},
	"/not-asked": {
		given: "503",
		text: "HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\nhi",
	},
	"/chatter": {
		given: "200 hi",
		text: `${"HTTP/1.1 103 Early Hints\r\nLink: </x>\r\n\r\n".repeat(2000)}${ok}Content-Length: 2\r\n\r\nhi`,
	},
	"/odd-status": {
		given: "999 hi",
		text: "HTTP/1.1 999 \x1b[31mred\r\nContent-Length: 2\r\n\r\nhi",
	},
	"/twice": {
		given: "200 hi",
		text: `${ok}Content-Length: 2\r\n\r\nhi${ok}Content-Length: 5\r\n\r\nother`,
	},
	"/elsewhere": {
		given: "302",
		text: "HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/steal\r\nContent-Length: 0\r\n\r\n",
	},
	"/fine": {
		given: "200 fine",
		text: `${ok}Content-Length: 4\r\n\r\nfine`,
	},
};

async function hostileServer(t: Ending) {
	const asked: string[] = [];
	const sockets = new Set<Socket>();
	const server = createServer((socket) => {
		sockets.add(socket);
		socket.on("error", () => {});
		socket.setEncoding("latin1").on("data", (text: string) => {
			const path = /^\w+ (\S+) HTTP/.exec(text)?.[1] ?? "";
			asked.push(text);
			const answer = answers[path];
			if (!answer) return;
			if (answer.ends) socket.end(answer.text, "latin1");
			else socket.write(answer.text, "latin1");
		});
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	t.after(() => {
		for (const socket of sockets) socket.destroy();
		server.close();
	});
	const { port } = server.address() as AddressInfo;
	return { url: `http://127.0.0.1:${port}`, asked };
}

test("whatever bytes an API server answers with, a command gets one answer or a cut one, and the next request is served", async (t) => {
	const { url, asked } = await hostileServer(t);
	const under = await gateInFrontOf(url);
	t.after(under.stop);
	const loan = under.lend();
	for (const [path, { given }] of Object.entries(answers)) {
		const got = await ask(loan, path).then(
			({ status, body }) => `${status} ${status === 503 ? "" : body}`.trim(),
			() => "cut",
		);
		assert.equal(got, given, path);
		const next = await ask(loan, "/fine");
		assert.deepEqual([next.status, next.body], [200, "fine"], path);
	}
	assert.ok(!asked.some((text) => text.includes("/steal")));
	assert.equal(loan.end()?.total, 2 * Object.keys(answers).length);
});
