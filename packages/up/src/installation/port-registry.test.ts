import assert from "node:assert/strict";
import { statSync, writeFileSync } from "node:fs";
import { createServer } from "node:net";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { tempDir } from "@quarterdeck/testkit";
import { freePort } from "../servers/index.ts";
import { openPortRegistry } from "./port-registry.ts";

function occupy(t: TestContext, port: number): Promise<void> {
	const server = createServer();
	t.after(() => void server.close());
	return new Promise((resolve) =>
		server.listen(port, "127.0.0.1", () => resolve()),
	);
}

test("the wished port is taken when it is free, and remembered", async (t) => {
	const file = join(tempDir(t), "ports.json");
	const wished = await freePort();
	assert.equal(await openPortRegistry(file).choose("bus", wished), wished);
	assert.equal(statSync(file).mode & 0o777, 0o600);
	const other = await freePort();
	assert.equal(await openPortRegistry(file).choose("bus", other), wished);
});

test("a port that is taken is given up for a free one", async (t) => {
	const file = join(tempDir(t), "ports.json");
	const wished = await freePort();
	await occupy(t, wished);
	const chosen = await openPortRegistry(file).choose("bus", wished);
	assert.notEqual(chosen, wished);
	assert.ok(chosen > 0 && chosen < 65_536);
});

test("two that choose at once never get the same", async (t) => {
	const book = openPortRegistry(join(tempDir(t), "ports.json"));
	const wished = await freePort();
	const chosen = await Promise.all(
		["a", "b", "c", "d"].map((name) => book.choose(name, wished)),
	);
	assert.equal(new Set(chosen).size, 4);
});

test("a book that cannot be read is begun anew", async (t) => {
	const file = join(tempDir(t), "ports.json");
	for (const text of ["", "[1]", '{"bus":"x"}', '{"bus":99999}', "\0"]) {
		writeFileSync(file, text);
		const wished = await freePort();
		assert.equal(await openPortRegistry(file).choose("bus", wished), wished);
	}
});
