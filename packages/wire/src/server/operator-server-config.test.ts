import assert from "node:assert/strict";
import { once } from "node:events";
import { join } from "node:path";
import { test } from "node:test";
import { connect } from "node:tls";
import { createMetrics, silentLog, systemClock } from "@quarterdeck/runtime";
import {
	createTestCertificates,
	startTestNats,
	tempDir,
} from "@quarterdeck/testkit";
import {
	controlPlaneKeys,
	createBusKeys,
	serverJwts,
} from "../auth/bus-keys.ts";
import { connectBus } from "../bus/connect-bus.ts";
import { createWireMeter } from "../create-wire-meter.ts";
import { operatorServerConfig } from "./operator-server-config.ts";
import { serverVersionWarning } from "./server-version.ts";

test("a server with TLS and WebSocket, in folders with odd names, lets the control plane in by either", async (t) => {
	const dir = tempDir(t);
	const { tls, trust } = createTestCertificates(dir);
	const busKeys = createBusKeys();
	const now = systemClock.now();
	const listen = { host: "127.0.0.1", port: 0 };
	const config = operatorServerConfig({
		jwts: serverJwts(busKeys, now),
		listen,
		resolverDir: join(dir, 'a "quoted" $name'),
		pidFile: join(dir, "pid"),
		serverName: "seed-1",
		websocket: { host: "127.0.0.1", port: -1, behindProxy: true },
		tls,
	});
	const server = await startTestNats(t, { config });
	const metrics = createMetrics({ processMetrics: false });
	const request = {
		servers: [server.url],
		credential: controlPlaneKeys(busKeys, now).controlPlaneCredential,
		signerOf: async () => undefined,
		log: silentLog,
		clock: systemClock,
		meter: createWireMeter(metrics),
		settings: { connectWithinMs: 5000 },
	};
	const secure = await connectBus({ ...request, trust });
	t.after(() => secure.close());
	assert.match(server.url, /^tls:/);
	assert.match(secure.info().version, /^2\./);
	const { version, warning } = secure.info();
	assert.equal(warning, serverVersionWarning(version));
	const web = await connectBus({
		...request,
		servers: [server.addresses.websocket ?? ""],
		trust: { insecure: true },
	});
	t.after(() => web.close());
	assert.equal(web.state.state, "connected");
	assert.match((await metrics.expose()).text, /quarterdeck_bus_messages_total/);
});

test("a WebSocket has the server's certificate, unless a proxy in front has one", async (t) => {
	const { tls, ca } = createTestCertificates(tempDir(t));
	const config = operatorServerConfig({
		jwts: serverJwts(createBusKeys(), systemClock.now()),
		listen: { host: "127.0.0.1", port: 0 },
		resolverDir: tempDir(t),
		websocket: { host: "127.0.0.1", port: -1 },
		tls,
	});
	const { addresses } = await startTestNats(t, { config });
	const { protocol, port } = new URL(addresses.websocket ?? "");
	assert.equal(protocol, "wss:");
	const socket = connect({ host: "127.0.0.1", port: Number(port), ca });
	await once(socket, "secureConnect");
	assert.equal(socket.authorized, true);
	socket.destroy();
});
