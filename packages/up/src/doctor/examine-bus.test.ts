import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import {
	createCertificateAuthority,
	createServerCertificate,
} from "@quarterdeck/runtime";
import { tempDir } from "@quarterdeck/testkit";
import { examineBus } from "./examine-bus.ts";

const now = new Date("2026-06-01T00:00:00Z");

function after(days: number): Date {
	return new Date(now.getTime() + days * 86_400_000);
}

test("the doctor says until when the bus is protected, and what to do in time", (t) => {
	const dir = tempDir(t);
	const authority = createCertificateAuthority({
		commonName: "bus CA",
		days: 3650,
		now,
	});
	const server = createServerCertificate(authority, {
		commonName: "bus",
		hosts: ["127.0.0.1"],
		days: 3600,
		now,
	});
	const none = examineBus(join(dir, "none"), now);
	assert.deepEqual([none.ok, none.advice], [true, undefined]);
	const old = examineBus(dir, now);
	assert.equal(old.ok, false);
	assert.match(`${old.seen} → ${old.advice}`, /no TLS yet.*qd up again/);

	writeFileSync(join(dir, "ca.pem"), authority.certificatePem);
	writeFileSync(join(dir, "server.pem"), server.certificatePem);
	assert.deepEqual(examineBus(dir, now), {
		ok: true,
		seen: "TLS; certificate until 2036-04-09, authority until 2036-05-29",
	});
	const due = examineBus(dir, after(3300));
	assert.equal(due.ok, true);
	assert.match(due.advice ?? "", /replace the authority/);
	const late = examineBus(dir, after(3550));
	assert.equal(late.ok, true);
	assert.match(late.advice ?? "", /renews the certificate/);
	assert.equal(examineBus(dir, after(3601)).ok, false);

	const other = createCertificateAuthority({ commonName: "bus CA" });
	writeFileSync(join(dir, "ca.pem"), other.certificatePem);
	const foreign = examineBus(dir, now);
	assert.equal(foreign.ok, false);
	assert.match(foreign.seen, /is not signed by an authority/);
});
