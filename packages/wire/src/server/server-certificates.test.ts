import assert from "node:assert/strict";
import { X509Certificate } from "node:crypto";
import {
	appendFileSync,
	copyFileSync,
	readdirSync,
	readFileSync,
	rmSync,
	statSync,
} from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { prepareCertificates } from "./server-certificates.ts";

const hosts = ["127.0.0.1", "::1", "bus.example.org"];
const start = new Date("2026-01-01T00:00:00Z");

function after(days: number): Date {
	return new Date(start.getTime() + days * 86_400_000);
}

function read(file: string): X509Certificate {
	return new X509Certificate(readFileSync(file));
}

test("the authority is made once, in private, and the server's certificate again at half of its life", (t) => {
	const dir = tempDir(t);
	const first = prepareCertificates(dir, hosts, start);
	assert.equal(first.isRenewed, true);
	for (const name of readdirSync(dir))
		assert.equal(statSync(join(dir, name)).mode & 0o777, 0o600, name);
	const authority = readFileSync(first.caFile, "utf8");
	const [ca, server] = [read(first.caFile), read(first.certFile)];
	assert.equal(ca.validToDate.toISOString(), "2035-12-30T00:00:00.000Z");
	assert.equal(server.validToDate.toISOString(), "2027-01-01T00:00:00.000Z");
	assert.ok(server.verify(ca.publicKey));
	for (const host of hosts.slice(0, 2)) assert.ok(server.checkIP(host), host);
	assert.ok(server.checkHost("bus.example.org"));

	const prepare = (days: number, names = hosts) =>
		prepareCertificates(dir, names, after(days)).isRenewed;
	assert.equal(prepare(182), false);
	assert.equal(prepare(183), true);
	assert.equal(read(first.certFile).validToDate > server.validToDate, true);
	assert.equal(prepare(184), false);
	assert.equal(prepare(184, ["127.0.0.1"]), true, "it is for others");
	rmSync(first.keyFile);
	assert.equal(prepare(184, ["127.0.0.1"]), true, "its key is gone");
	assert.equal(readFileSync(first.caFile, "utf8"), authority);
});

test("an authority whose half is gone is not replaced", (t) => {
	const dir = tempDir(t);
	prepareCertificates(dir, hosts, start);
	const authority = readFileSync(join(dir, "ca.pem"), "utf8");
	rmSync(join(dir, "ca.key"));
	assert.throws(
		() => prepareCertificates(dir, hosts, start),
		/ca\.key and .*ca\.pem are no certificate authority.*Restore them/,
	);
	assert.equal(readFileSync(join(dir, "ca.pem"), "utf8"), authority);
});

test("another authority is added beside the old one, and signs once its key is put there", (t) => {
	const [dir, next] = [tempDir(t), tempDir(t)];
	const { caFile, certFile } = prepareCertificates(dir, hosts, start);
	const other = prepareCertificates(next, hosts, start);
	appendFileSync(caFile, readFileSync(other.caFile));
	assert.equal(prepareCertificates(dir, hosts, start).isRenewed, false);
	copyFileSync(join(next, "ca.key"), join(dir, "ca.key"));
	assert.equal(prepareCertificates(dir, hosts, start).isRenewed, true);
	assert.ok(read(certFile).verify(read(other.caFile).publicKey));
});
