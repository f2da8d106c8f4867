import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { readNotedHead } from "./noted-head.ts";

const hash = "ab".repeat(32);

test("a head is given as text, or as the last line of a file", (t) => {
	assert.deepEqual(readNotedHead(`12:${hash}`), { seq: 12, hash });
	const file = join(tempDir(t), "heads");
	const head = { seq: 12, hash };
	for (const line of [head, { signedHead: head }, { ok: true, head }]) {
		writeFileSync(file, `{"seq":1}\n${JSON.stringify(line)}\n`);
		assert.deepEqual(readNotedHead(file).seq, 12);
	}
	const negative = JSON.stringify({ seq: -1, hash });
	for (const line of ["", "x", "{}", '{"seq":1}', negative]) {
		writeFileSync(file, line);
		assert.throws(() => readNotedHead(file), {
			message: /is not an audit head/,
			exitCode: 2,
		});
	}
	assert.throws(() => readNotedHead(`x:${hash}`), {
		message: /^Cannot read x:\w+: ENOENT.* Give SEQ:HASH, or a file/,
		exitCode: 2,
	});
	assert.throws(() => readNotedHead("12:5f0c…"), {
		message: /^12:5f0c… is not an audit head: .*HASH has 64 digits/,
		exitCode: 2,
	});
});
