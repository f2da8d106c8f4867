import assert from "node:assert/strict";
import { createServer } from "node:net";
import { type TestContext, test } from "node:test";
import { silentLog, systemClock } from "@quarterdeck/runtime";
import { startTestNats, until } from "@quarterdeck/testkit";
import { controlPlaneKeys, createBusKeys } from "../auth/bus-keys.ts";
import { createNkey } from "../auth/nkey.ts";
import { startBusFixture } from "../bus.fixture.ts";
import { connectBus } from "./connect-bus.ts";

/** Speaks just enough of the protocol to let a client in, and says it is of this version. */
async function startOldServer(
	t: TestContext,
	version: string,
): Promise<string> {
	const info = {
		server_id: "OLD",
		version,
		headers: true,
		max_payload: 1_048_576,
		nonce: "abc",
		proto: 1,
		host: "127.0.0.1",
		port: 1,
		auth_required: true,
	};
	const server = createServer((socket) => {
		socket.on("error", () => {});
		socket.write(`INFO ${JSON.stringify(info)}\r\n`);
		socket.on("data", (bytes) => {
			for (const _ of bytes.toString().matchAll(/PING\r\n/g))
				socket.write("PONG\r\n");
		});
		t.after(() => void socket.destroy());
	});
	await new Promise<void>((done) => server.listen(0, "127.0.0.1", done));
	t.after(() => void server.close());
	const address = server.address();
	assert.ok(address && typeof address === "object");
	return `nats://127.0.0.1:${address.port}`;
}

/** The server of these tests is a few lines that speak no TLS. */
const plain = { insecure: true };

function request(servers: readonly string[], connectWithinMs = 30_000) {
	const { controlPlaneCredential: credential } = controlPlaneKeys(
		createBusKeys(),
		systemClock.now(),
	);
	return {
		servers,
		credential,
		signerOf: async () => undefined,
		log: silentLog,
		clock: systemClock,
		settings: { connectWithinMs },
	};
}

test("a server that is too old is refused at once, by name", async (t) => {
	const url = await startOldServer(t, "2.9.10");
	await assert.rejects(connectBus({ ...request([url]), trust: plain }), {
		code: "BUS_TOO_OLD",
		facts: { version: "2.9.10", minimum: "2.10.27" },
	});
});

test("a server with known flaws is used, and the warning can be shown", async (t) => {
	const bus = await connectBus({
		...request([await startOldServer(t, "2.12.3")]),
		trust: plain,
	});
	t.after(() => bus.close());
	assert.match(bus.info().warning ?? "", /2\.12\.3/);
});

test("a bus that refuses our credential, or is not there, is said so in time", async (t) => {
	const { server, trust, keys } = await startBusFixture(t, startTestNats);
	const stolen = {
		jwt: keys.controlPlaneCredential.jwt,
		seed: createNkey("user").seed,
	};
	await assert.rejects(
		connectBus({
			...request([server.url], 1000),
			trust,
			credential: stolen,
		}),
		/Authorization Violation/,
	);
	await assert.rejects(connectBus(request(["tls://127.0.0.1:1"], 300)), {
		code: "BUS_UNAVAILABLE",
	});
	await assert.rejects(connectBus(request([])), /address of a server/);
});

test("the second server is used when the first is not there", async (t) => {
	const fixture = await startBusFixture(t, startTestNats);
	const bus = await fixture.bus({
		servers: ["tls://127.0.0.1:1", fixture.server.url],
	});
	await until(() => bus.state.state === "connected");
});
