import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import { test } from "node:test";
import { createSelfSignedCertificate } from "./self-signed-certificate.ts";

test("a client that trusts only this certificate reaches the server by address", async (t) => {
	const own = createSelfSignedCertificate({
		commonName: "gate",
		hosts: ["127.0.0.1", "localhost"],
	});
	const server = createServer(
		{ key: own.privateKeyPem, cert: own.certificatePem },
		(_, answer) => {
			answer.end("in");
		},
	);
	t.after(() => server.close());
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const call = request({
		host: "127.0.0.1",
		port,
		ca: own.certificatePem,
		agent: false,
	}).end();
	const [answer] = await once(call, "response");
	assert.equal(answer.statusCode, 200);
	answer.resume();
});

test("a client that trusts another certificate is refused", async (t) => {
	const own = createSelfSignedCertificate({
		commonName: "gate",
		hosts: ["127.0.0.1"],
	});
	const other = createSelfSignedCertificate({
		commonName: "gate",
		hosts: ["127.0.0.1"],
	});
	const server = createServer({
		key: own.privateKeyPem,
		cert: own.certificatePem,
	});
	t.after(() => server.close());
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	const { port } = server.address() as AddressInfo;
	const call = request({
		host: "127.0.0.1",
		port,
		ca: other.certificatePem,
		agent: false,
	}).end();
	const [error] = await once(call, "error");
	assert.match(String(error), /self.signed|unable to verify|SELF_SIGNED/i);
});

test("names, addresses of both families and the validity are written as asked", () => {
	const now = new Date("2026-11-22T10:00:00Z");
	const { certificatePem } = createSelfSignedCertificate({
		commonName: "simkube",
		hosts: ["localhost", "127.0.0.1", "::1"],
		days: 10,
		now,
	});
	const read = new X509Certificate(certificatePem);
	assert.equal(
		read.subjectAltName,
		"DNS:localhost, IP Address:127.0.0.1, IP Address:0:0:0:0:0:0:0:1",
	);
	assert.equal(read.validToDate.toISOString(), "2026-12-02T10:00:00.000Z");
	assert.ok(read.verify(read.publicKey));
});
