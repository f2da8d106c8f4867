import assert from "node:assert/strict";
import { writeFileSync } from "node:fs";
import { join } from "node:path";
import { Readable } from "node:stream";
import { test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { createJoinTokenSource } from "./join-token-source.ts";

test("the token of a file is read each time, a missing file is no token, and one without an end is refused by its name", async (t) => {
	const file = join(tempDir(t), "token");
	const read = (from: string) =>
		createJoinTokenSource({
			text: undefined,
			file: from,
			stdin: Readable.from([]),
		});
	const source = read(file);
	assert.equal(await source(), undefined);
	writeFileSync(file, "qdj_token\n");
	assert.equal(await source(), "qdj_token\n");
	await assert.rejects(read("/dev/zero")(), {
		message:
			"The file with the join token, /dev/zero, cannot be read: it has more than 32768 bytes",
	});
});
