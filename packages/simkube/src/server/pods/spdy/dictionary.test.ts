import assert from "node:assert/strict";
import { test } from "node:test";
import { deflateSync } from "node:zlib";
import { spdyDictionary } from "./dictionary.ts";
import { createHeaderBlocks } from "./header-blocks.ts";

test("the dictionary is the one of SPDY/3, by its checksum", () => {
	const block = deflateSync("x", { dictionary: spdyDictionary });
	assert.equal(block.readUInt32BE(2).toString(16), "e3c6a7c2");
});

test("header blocks come out as they went in, one after the other", async () => {
	const blocks = createHeaderBlocks();
	for (const headers of [
		{ streamtype: "error" },
		{},
		{ streamtype: "stdin", port: "8080" },
	]) {
		assert.deepEqual(await blocks.read(await blocks.write(headers)), headers);
	}
	blocks.close();
});

test("a block that is none is refused", async () => {
	const blocks = createHeaderBlocks();
	await assert.rejects(blocks.read(Buffer.from("garbage")));
	blocks.close();
});
