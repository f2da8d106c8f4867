import assert from "node:assert/strict";
import { test } from "node:test";
import { readNotedHead } from "./noted-head.ts";

const hash = "0123456789abcdef".repeat(4);
const other = "f".repeat(64);

test("a head is read as it was copied, printed or appended to a file", () => {
	const head = { seq: 12, hash };
	for (const text of [
		`12:${hash}`,
		` 12:${hash}\n`,
		JSON.stringify(head),
		JSON.stringify({
			ok: true,
			head: { seq: 9, hash: other },
			signedHead: head,
		}),
		JSON.stringify({ head, signedHead: null }),
		JSON.stringify({ signature: "x", ...head }, null, 2),
		`${JSON.stringify({ seq: 3, hash: other })}\n${JSON.stringify(head)}\n`,
	])
		assert.deepEqual(readNotedHead(text), head, text);
});

test("what is no head is not taken for one", () => {
	for (const text of [
		"",
		"12",
		hash,
		`12:${hash.toUpperCase()}`,
		`12:${hash.slice(1)}`,
		"null",
		"[]",
		JSON.stringify({ seq: -1, hash }),
		JSON.stringify({ seq: 1.5, hash }),
		JSON.stringify({ seq: 2 ** 31, hash }),
	])
		assert.equal(readNotedHead(text), undefined, text);
});
