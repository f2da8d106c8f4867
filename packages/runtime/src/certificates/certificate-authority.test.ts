import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import { once } from "node:events";
import { createServer, request } from "node:https";
import type { AddressInfo } from "node:net";
import { type TestContext, test } from "node:test";
import type { Certificate } from "./certificate.ts";
import {
	createCertificateAuthority,
	createServerCertificate,
} from "./certificate-authority.ts";
import { readCertificates } from "./read-certificates.ts";

const commonName = "Bus authority / ü, 1";

async function serve(t: TestContext, own: Certificate): Promise<number> {
	const server = createServer(
		{ key: own.privateKeyPem, cert: own.certificatePem },
		(_, answer) => answer.end("in"),
	);
	t.after(() => server.close());
	server.listen(0, "127.0.0.1");
	await once(server, "listening");
	return (server.address() as AddressInfo).port;
}

async function call(port: number, ca: string, host = "127.0.0.1") {
	const lookup = { lookup: undefined, servername: host };
	const named = host === "127.0.0.1" ? {} : lookup;
	const asked = request({
		host: "127.0.0.1",
		port,
		ca,
		agent: false,
		...named,
	}).end();
	const [answer] = await once(asked, "response");
	answer.resume();
	return answer.statusCode;
}

test("a client that trusts the authority reaches the server it signed, by the names it signed", async (t) => {
	const authority = createCertificateAuthority({ commonName });
	const server = createServerCertificate(authority, {
		commonName: "bus",
		hosts: ["127.0.0.1", "bus.example.org"],
	});
	const port = await serve(t, server);
	assert.equal(await call(port, authority.certificatePem), 200);
	const other = createCertificateAuthority({ commonName });
	const bundle = other.certificatePem + authority.certificatePem;
	assert.equal(await call(port, bundle, "bus.example.org"), 200);
	await assert.rejects(call(port, authority.certificatePem, "other.org"), {
		code: "ERR_TLS_CERT_ALTNAME_INVALID",
	});
	await assert.rejects(
		call(port, other.certificatePem),
		/unable to verify|signature failure/,
	);
	await assert.rejects(call(port, server.certificatePem), /unable to/);
});

test("an authority's certificate signs servers only, and a server's signs nothing", () => {
	const now = new Date("2026-11-22T10:00:00Z");
	const authority = createCertificateAuthority({ commonName, days: 20, now });
	const own = new X509Certificate(authority.certificatePem);
	assert.equal(own.ca, true);
	assert.equal(own.validToDate.toISOString(), "2026-12-12T10:00:00.000Z");
	const hosts = ["::1"];
	const server = createServerCertificate(authority, {
		commonName: "bus",
		hosts,
		days: 10,
		now,
	});
	const leaf = new X509Certificate(server.certificatePem);
	assert.equal(leaf.ca, false);
	assert.ok(leaf.checkIssued(own));
	assert.ok(leaf.verify(own.publicKey));
	assert.equal(leaf.subjectAltName, "IP Address:0:0:0:0:0:0:0:1");
	const stranger = createCertificateAuthority({ commonName });
	const mixed = { ...authority, privateKeyPem: stranger.privateKeyPem };
	assert.throws(
		() => createServerCertificate(mixed, { commonName: "bus", hosts }),
		/do not match/,
	);
});

test("the certificates of a bundle are read, and a text without one is refused", () => {
	const one = createCertificateAuthority({ commonName: "one" });
	const two = createCertificateAuthority({ commonName: "two" });
	const text = `# first\n${one.certificatePem}and\r\n${two.certificatePem}`;
	const subjects = readCertificates(text).map(({ subject }) => subject);
	assert.deepEqual(subjects, ["CN=one", "CN=two"]);
	assert.throws(() => readCertificates("qdj_"), /no certificate/);
	assert.throws(() =>
		readCertificates(
			"-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----",
		),
	);
});
