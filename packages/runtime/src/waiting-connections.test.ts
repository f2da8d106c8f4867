import assert from "node:assert/strict";
import { once } from "node:events";
import { createServer, type ServerResponse } from "node:http";
import { type AddressInfo, connect, type Socket } from "node:net";
import { describe, test } from "node:test";
import { boundWaitingConnections } from "./waiting-connections.ts";

interface Ending {
	after(act: () => void | Promise<void>): void;
}

async function stage(
	t: Ending,
	limits: { perKey: number; total: number; isShared?: boolean },
) {
	const held: ServerResponse[] = [];
	const server = createServer((request, response) => {
		if (request.url === "/held") {
			held.push(response.writeHead(200));
			response.write("begun");
		} else response.end("whole");
	});
	const { isShared, ...bounds } = limits;
	boundWaitingConnections(server, {
		...bounds,
		keyOf: (address) => (isShared ? undefined : address),
	});
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	t.after(() => {
		server.closeAllConnections();
		server.close();
	});
	const { port } = server.address() as AddressInfo;
	/** Connects, sends this, and waits until the server has the connection. */
	async function open(text: string): Promise<Socket> {
		const accepted = once(server, "connection");
		const socket = connect(port, "127.0.0.1");
		socket.on("error", () => {});
		socket.write(text);
		await accepted;
		return socket;
	}
	const halfHead = () => open("GET / HTTP/1.1\r\nhost: x\r\nx-slow: ");
	const request = (path: string) =>
		open(`GET ${path} HTTP/1.1\r\nhost: x\r\n\r\n`);
	return { held, open, halfHead, request };
}

async function textOf(socket: Socket): Promise<string> {
	const [data] = (await once(socket, "data")) as [Buffer];
	return data.toString();
}

describe("connections that wait for a head", () => {
	test("are bounded for each address: the one that waited longest gives way, and requests are answered", async (t) => {
		const { halfHead, request } = await stage(t, { perKey: 3, total: 100 });
		const slow = [await halfHead(), await halfHead(), await halfHead()];
		for (const next of slow) {
			const gone = once(next, "close");
			const asking = await request("/");
			assert.match(await textOf(asking), /whole/);
			await gone;
		}
	});

	test("are bounded in all where many people share an address", async (t) => {
		const { halfHead, request } = await stage(t, {
			perKey: 1,
			total: 3,
			isShared: true,
		});
		const slow = [await halfHead(), await halfHead(), await halfHead()];
		const gone = once(slow[0] ?? assert.fail(), "close");
		assert.match(await textOf(await request("/")), /whole/);
		await gone;
		assert.equal(slow[1]?.closed, false);
	});

	test("are not those with a request under way, however many there are", async (t) => {
		const { held, halfHead, request } = await stage(t, {
			perKey: 2,
			total: 2,
		});
		const streams: Socket[] = [];
		for (let i = 0; i < 5; i++) {
			const stream = await request("/held");
			assert.match(await textOf(stream), /begun/);
			streams.push(stream);
		}
		const slow = [await halfHead(), await halfHead(), await halfHead()];
		await once(slow[0] ?? assert.fail(), "close");
		for (const response of held) response.end("ended");
		for (const stream of streams)
			assert.equal(stream.readableEnded, false, "it was not cut off");
	});

	test("are those too whose request ended: an idle one gives way", async (t) => {
		const { halfHead, request } = await stage(t, { perKey: 2, total: 9 });
		const idle = await request("/");
		assert.match(await textOf(idle), /whole/);
		const gone = once(idle, "close");
		await halfHead();
		await halfHead();
		await gone;
	});
});
