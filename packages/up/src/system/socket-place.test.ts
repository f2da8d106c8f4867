import assert from "node:assert/strict";
import { existsSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { makeSocketPlace } from "./socket-place.ts";

test("the socket lies in the folder of the run, or where that is too long in a private one that is taken away", (t) => {
	const dir = tempDir(t);
	const near = makeSocketPlace({ run: dir });
	assert.equal(near.socket, join(dir, "api.sock"));
	writeFileSync(near.socket, "");
	assert.equal(near.operations, join(dir, "ops.sock"));
	writeFileSync(near.operations, "");
	near.remove();
	assert.deepEqual([near.socket, near.operations].map(existsSync), [
		false,
		false,
	]);
	const far = makeSocketPlace({ run: join(dir, "x".repeat(100)) });
	assert.ok(Buffer.byteLength(far.socket) < 104);
	assert.equal(statSync(dirname(far.socket)).mode & 0o777, 0o700);
	far.remove();
	assert.equal(existsSync(dirname(far.socket)), false);
});
