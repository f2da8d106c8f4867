import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
	createMetrics,
	createSelfSignedCertificate,
	silentLog,
	systemClock,
} from "@quarterdeck/runtime";
import { startTestNats, tempDir } from "@quarterdeck/testkit";
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
	const odd = join(dir, 'a "quoted" $name');
	const { certificatePem, privateKeyPem } = createSelfSignedCertificate({
		commonName: "bus",
		hosts: ["127.0.0.1"],
	});
	const certFile = join(dir, "cert.pem");
	const keyFile = join(dir, "key.pem");
	writeFileSync(certFile, certificatePem);
	writeFileSync(keyFile, privateKeyPem);
	const busKeys = createBusKeys();
	const now = systemClock.now();
	const listen = { host: "127.0.0.1", port: 0 };
	const config = operatorServerConfig({
		jwts: serverJwts(busKeys, now),
		listen,
		resolverDir: odd,
		pidFile: join(dir, "pid"),
		serverName: "seed-1",
		websocket: { host: "127.0.0.1", port: -1 },
		tls: { certFile, keyFile },
	});
	const server = await startTestNats(t, { config });
	const metrics = createMetrics({ processMetrics: false });
	const request = {
		credential: controlPlaneKeys(busKeys, now).controlPlaneCredential,
		signerOf: async () => undefined,
		log: silentLog,
		clock: systemClock,
		meter: createWireMeter(metrics),
		settings: { connectWithinMs: 5000 },
	};
	const secure = await connectBus({
		...request,
		servers: [server.url.replace("nats:", "tls:")],
		caFile: certFile,
	});
	t.after(() => secure.close());
	assert.match(secure.info().version, /^2\./);
	const { version, warning } = secure.info();
	assert.equal(warning, serverVersionWarning(version));
	const web = await connectBus({
		...request,
		servers: [server.addresses.websocket ?? ""],
	});
	t.after(() => web.close());
	assert.equal(web.state.state, "connected");
	const untrusted = connectBus({
		...request,
		servers: [server.url.replace("nats:", "tls:")],
		settings: { connectWithinMs: 500 },
	});
	await assert.rejects(untrusted, { code: "BUS_UNAVAILABLE" });
	const plain = await startTestNats(t);
	const stripped = connectBus({
		...request,
		servers: [plain.url.replace("nats:", "tls:")],
		settings: { connectWithinMs: 500 },
	});
	await assert.rejects(stripped, { code: "BUS_UNAVAILABLE" });
	assert.match((await metrics.expose()).text, /quarterdeck_bus_messages_total/);
});
