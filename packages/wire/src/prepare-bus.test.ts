import assert from "node:assert/strict";
import { execFile } from "node:child_process";
import { X509Certificate } from "node:crypto";
import { readFileSync, rmSync } from "node:fs";
import { connect as connectPlain } from "node:net";
import { join } from "node:path";
import { test } from "node:test";
import { connect, type TLSSocket } from "node:tls";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { silentLog, systemClock } from "@quarterdeck/runtime";
import { startTestNats, tempDir, until } from "@quarterdeck/testkit";
import { controlPlaneKeysSchema } from "./auth/bus-keys.ts";
import { connectBus } from "./bus/connect-bus.ts";

const script = fileURLToPath(new URL("./prepare-bus.ts", import.meta.url));

interface Prepared {
	readonly serverConfig: string;
	readonly controlPlaneKeysFile: string;
	readonly caFile: string;
	readonly isCertificateRenewed: boolean;
}

async function prepare(dir: string, ...more: string[]): Promise<Prepared> {
	const words = [script, "--dir", dir, ...more];
	const { stdout } = await promisify(execFile)(process.execPath, words);
	return JSON.parse(stdout);
}

/** The serial number of the certificate that the server shows to somebody who comes now. */
async function serialAt(port: number, ca: string): Promise<string> {
	const { promise, resolve, reject } = Promise.withResolvers<TLSSocket>();
	const socket = connect({ host: "127.0.0.1", port, ca }, () =>
		resolve(socket),
	);
	socket.on("error", reject);
	const { serialNumber } = (await promise).getPeerCertificate();
	socket.destroy();
	return serialNumber;
}

/** What the server says to a client that speaks without TLS, until it hangs up. */
async function answerInClear(port: number): Promise<string> {
	const socket = connectPlain({ host: "127.0.0.1", port });
	socket.write("CONNECT {}\r\nPING\r\n");
	let said = "";
	for await (const bytes of socket) said += bytes;
	return said;
}

test("a prepared server takes clients by TLS only, and shows a renewed certificate without a restart", async (t) => {
	const dir = join(tempDir(t), "bus");
	const first = await prepare(dir, "--name", "bus.example.org");
	const ca = readFileSync(first.caFile, "utf8");
	const config = readFileSync(first.serverConfig, "utf8");
	const server = await startTestNats(t, { config });
	const { pid } = server;
	const keys = controlPlaneKeysSchema.parse(
		JSON.parse(readFileSync(first.controlPlaneKeysFile, "utf8")),
	);
	const request = {
		servers: [server.url],
		credential: keys.controlPlaneCredential,
		signerOf: async () => {
			throw new Error("nobody is ordered here");
		},
		log: silentLog,
		clock: systemClock,
		settings: { connectWithinMs: 2000 },
	};
	const bus = await connectBus({
		...request,
		trust: { authorities: () => ca },
	});
	t.after(() => bus.close());
	assert.equal(bus.info().isProven, true);
	assert.doesNotMatch(await answerInClear(server.port), /INFO|PONG|OK/);
	const certFile = join(dir, "server.pem");
	const own = new X509Certificate(readFileSync(certFile));
	assert.ok(own.checkHost("bus.example.org"));
	assert.equal(await serialAt(server.port, ca), own.serialNumber);

	rmSync(certFile);
	const names = ["--name", "bus.example.org"];
	const again = await prepare(dir, ...names, "--only-certificate");
	assert.equal(again.isCertificateRenewed, true);
	assert.equal(readFileSync(again.caFile, "utf8"), ca);
	server.reload();
	const renewed = new X509Certificate(readFileSync(certFile)).serialNumber;
	assert.notEqual(renewed, own.serialNumber);
	await until(async () => (await serialAt(server.port, ca)) === renewed);
	assert.equal(server.pid, pid);
	assert.equal(bus.state.state, "connected");
});
