import assert from "node:assert/strict";
import { test } from "node:test";
import { createSelfSignedCertificate } from "@quarterdeck/runtime";
import { credentialEnd } from "./credential-end.ts";

const certificate = createSelfSignedCertificate({
	commonName: "agent",
	hosts: [],
	days: 3,
	now: new Date("2027-01-01T00:00:00Z"),
});
const clientCertificate = {
	certificatePem: certificate.certificatePem,
	privateKeyPem: certificate.privateKeyPem,
};
const tokenWith = (claims: unknown) =>
	`e30.${Buffer.from(JSON.stringify(claims)).toString("base64url")}.x`;
const token = (text: string) => ({
	credential: { kind: "token", token: text } as const,
	clientCertificate: undefined,
});

test("the end of a credential that nothing renews is that of its token or certificate, whichever is first", () => {
	const exp = Date.parse("2027-01-02T00:00:00Z") / 1000;
	const end = (access: Parameters<typeof credentialEnd>[0]) =>
		credentialEnd(access)?.toISOString();
	assert.equal(end(token(tokenWith({ exp }))), "2027-01-02T00:00:00.000Z");
	const byCertificate = end({
		credential: { kind: "none" },
		clientCertificate,
	});
	assert.equal(byCertificate?.slice(0, 10), "2027-01-04");
	assert.equal(
		end({ ...token(tokenWith({ exp })), clientCertificate }),
		"2027-01-02T00:00:00.000Z",
	);
});

test("what is read or asked for again has no end, nor has what names none or cannot be read", () => {
	const none = { clientCertificate: undefined };
	for (const access of [
		{ ...none, credential: { kind: "token-file", file: "/t" } as const },
		{ ...none, credential: { kind: "none" } as const },
		token("opaque"),
		token(tokenWith({ sub: "agent" })),
		token(tokenWith({ exp: 1e300 })),
		// Milliseconds.
		token(tokenWith({ exp: Date.parse("2027-01-02T00:00:00Z") })),
		token(tokenWith({ exp: -1e12 })),
		token(tokenWith(null)),
		token("a.%%%.b"),
		{
			credential: { kind: "none" } as const,
			clientCertificate: { certificatePem: "CERT", privateKeyPem: "KEY" },
		},
	])
		assert.equal(credentialEnd(access), undefined);
});
