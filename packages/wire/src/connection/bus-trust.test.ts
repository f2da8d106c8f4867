import assert from "node:assert/strict";
import { test } from "node:test";
import { AppError } from "@quarterdeck/contract";
import { createCertificateAuthority } from "@quarterdeck/runtime";
import {
	type BusTrust,
	busAddress,
	busTrust,
	normalAuthorities,
} from "./bus-trust.ts";

const pinned: BusTrust = { authorities: () => "PEM" };

function verdict(address: string, trust: BusTrust): string {
	try {
		return busAddress(address, trust).isProven ? "proven" : "plain";
	} catch (error) {
		if (error instanceof AppError) return error.code;
		throw error;
	}
}

test("a server proves itself at every address, unless insecure was chosen and the address is plain", () => {
	const expected = [
		["tls://bus:4222", "proven", "proven", "proven"],
		["tls://[::1]:4222", "proven", "proven", "proven"],
		["wss://bus/nats", "proven", "BUS_CA_UNUSABLE", "proven"],
		["nats://127.0.0.1:4222", "BUS_INSECURE", "proven", "plain"],
		["127.0.0.1:4222", "BUS_INSECURE", "proven", "plain"],
		["ws://localhost:80", "BUS_INSECURE", "BUS_INSECURE", "plain"],
		["http://bus", ...Array(3).fill("BUS_ADDRESS_INVALID")],
		["tls://", ...Array(3).fill("BUS_ADDRESS_INVALID")],
		["", ...Array(3).fill("BUS_ADDRESS_INVALID")],
	];
	const seen = expected.map(([address = ""]) => [
		address,
		verdict(address, {}),
		verdict(address, pinned),
		verdict(address, { insecure: true }),
	]);
	assert.deepEqual(seen, expected);
	const both = { ...pinned, insecure: true };
	assert.equal(verdict("nats://bus:4222", both), "proven");
});

test("a file of authorities that has no end, or is none, is refused by its name", () => {
	const { authorities } = busTrust({ caFile: "/dev/zero", insecure: false });
	assert.throws(
		() => authorities?.(),
		/cannot be read from \/dev\/zero: it is not a regular file/,
	);
});

test("authorities are handed out without what stands between them, and only as many as fit", () => {
	const { certificatePem } = createCertificateAuthority({ commonName: "one" });
	const text = normalAuthorities(`# ours\n${certificatePem}\n`.repeat(2));
	assert.equal(text, certificatePem.repeat(2));
	assert.throws(() => normalAuthorities("nothing"), /no certificate/);
	assert.throws(
		() => normalAuthorities(certificatePem.repeat(30)),
		/at most 8192 fit into a join token/,
	);
});
