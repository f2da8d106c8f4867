import assert from "node:assert/strict";
import { once } from "node:events";
import { type AddressInfo, connect, createServer } from "node:net";
import { type TestContext, test } from "node:test";
import { until } from "@quarterdeck/testkit";
import { startRecordingApiServer } from "./api-server.fake.ts";
import { ask, dialRaw, gateInFrontOf } from "./gate.fixture.ts";

/** A gate, and a port of somebody else's at which it listens as well. */
async function gateWithSecondPort(t: TestContext) {
	const api = await startRecordingApiServer({});
	const under = await gateInFrontOf(api.url);
	const listener = createServer().listen(0, "127.0.0.1");
	await once(listener, "listening");
	const { port } = listener.address() as AddressInfo;
	const end = under.gate.listenAlso(listener);
	t.after(async () => {
		end();
		await under.stop();
		await api.stop();
	});
	const loan = under.lend();
	return { api, loan, there: { ...loan, port }, port, end };
}

test("a loan is served at a second port as at the gate's own, and refused there when it has ended", async (t) => {
	const { api, loan, there } = await gateWithSecondPort(t);
	assert.equal((await ask(loan, "/api/v1/own")).status, 200);
	assert.equal((await ask(there, "/api/v1/there")).status, 200);
	const paths = api.arrived.map(({ url }) => url);
	assert.deepEqual(paths, ["/api/v1/own", "/api/v1/there"]);
	assert.equal((await ask(there, "/api", { secret: "x" })).status, 401);
	const open = await dialRaw(there);
	open.on("error", () => {});
	open.write(
		`GET /api HTTP/1.1\r\nhost: gate\r\nauthorization: Bearer ${loan.secret}\r\n\r\n`,
	);
	await once(open, "data");
	loan.end();
	await once(open, "close");
	assert.equal((await ask(there, "/api")).status, 401);
});

test("a second port takes so many connections and no more, and the gate's own serves on", async (t) => {
	const { loan, there, port } = await gateWithSecondPort(t);
	const sockets = Array.from({ length: 140 }, () => connect(port, "127.0.0.1"));
	t.after(() => {
		for (const socket of sockets) socket.destroy();
	});
	let refused = 0;
	const closed = sockets.map((socket) => {
		socket.on("error", () => {});
		socket.on("close", () => {
			refused += 1;
		});
		return once(socket, "close");
	});
	// The others wait for words that do not come.
	await until(() => refused >= 12);
	assert.equal(refused, 12);
	assert.equal((await ask(loan, "/api")).status, 200);
	for (const socket of sockets) socket.destroy();
	await Promise.all(closed);
	// The gate hears of their end a moment later.
	await until(() =>
		ask(there, "/api").then(
			({ status }) => status === 200,
			() => false,
		),
	);
});

test("when it is ended nobody answers at the second port", async (t) => {
	const { loan, there, end } = await gateWithSecondPort(t);
	end();
	await assert.rejects(ask(there, "/api"), /ECONNREFUSED/);
	assert.equal((await ask(loan, "/api")).status, 200);
});
