import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { formatJoinToken, readJoinToken } from "./join-token.ts";

test("a join token is read back as it was written, and nothing else is one", () => {
	const content = {
		servers: ["tls://127.0.0.1:4222"],
		inst: "jtk-1",
		jwt: "a.b.c",
		seed: "SU",
		cluster: "eu",
		orderKeys: [`A${"A".repeat(55)}`],
	};
	assert.deepEqual(readJoinToken(formatJoinToken(content)), content);
	const pinned = { ...content, ca: "-----BEGIN CERTIFICATE-----" };
	assert.deepEqual(readJoinToken(formatJoinToken(pinned)), pinned);
	const unbounded = { ...content, ca: "x".repeat(8193) };
	assert.equal(readJoinToken(formatJoinToken(unbounded)), undefined);
	const unpinned = formatJoinToken({ ...content, orderKeys: [] });
	assert.equal(readJoinToken(unpinned), undefined);
	fc.assert(
		fc.property(
			fc.oneof(
				fc.string(),
				fc.string().map((one) => `qdj_${one}`),
			),
			(text) => {
				assert.equal(readJoinToken(text), undefined);
			},
		),
	);
	assert.equal(readJoinToken(`qdj_${"A".repeat(100_000)}`), undefined);
});
