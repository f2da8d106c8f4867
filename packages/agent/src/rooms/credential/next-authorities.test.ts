import assert from "node:assert/strict";
import { test } from "node:test";
import { createCertificateAuthority } from "@quarterdeck/runtime";
import { nextAuthorities } from "./next-authorities.ts";

test("pinned authorities are replaced by others that can be read, and by nothing else", () => {
	const [old, next] = ["old", "next"].map(
		(commonName) => createCertificateAuthority({ commonName }).certificatePem,
	);
	const warnings: string[] = [];
	const log = { warn: (message: string) => void warnings.push(message) };
	const after = (pinned?: string, offered?: string) =>
		nextAuthorities(pinned, offered, log);
	assert.equal(after(old, next), next);
	assert.equal(after(old, undefined), old);
	assert.equal(after(undefined, next), undefined);
	assert.equal(after(undefined, undefined), undefined);
	assert.deepEqual(warnings, []);
	assert.equal(after(old, "garbage"), old);
	assert.deepEqual(warnings, [
		"the new certificate authorities of the bus cannot be read",
	]);
});
