import assert from "node:assert/strict";
import { test } from "node:test";
import type { Msg } from "@nats-io/transport-node";
import { maxPartBytes, type PartKind } from "@quarterdeck/contract";
import { type Part, partFromMessage, partToHeaders } from "./part.ts";

function read(kind: PartKind, bytes: number, number = 1) {
	const part: Part = { number, kind, bytes: new Uint8Array(bytes) };
	const headers = partToHeaders(part, "r");
	return partFromMessage({ headers, data: part.bytes } as unknown as Msg);
}

test("a part of output holds some, and no more than one may; word of waiting is short", () => {
	for (const kind of ["stdout", "stderr"] as const) {
		assert.equal(read(kind, 0), undefined);
		assert.equal(read(kind, 1)?.bytes.length, 1);
		assert.equal(read(kind, maxPartBytes)?.bytes.length, maxPartBytes);
		assert.equal(read(kind, maxPartBytes + 1), undefined);
	}
	assert.equal(read("waiting", 64)?.kind, "waiting");
	assert.equal(read("waiting", 65), undefined);
	assert.equal(read("waiting", 8, 0), undefined);
	assert.equal(read("end", 300_000)?.kind, "end");
});
