import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import { reachableFrom } from "./reachable-from.ts";
import { readHouse } from "./read-house.ts";

const house = readHouse(resolve(import.meta.dirname, "../.."));

test("the client of a laptop reaches no server, no database and nothing that starts one", () => {
	const { files, foreign } = reachableFrom(house, "packages/cli/src/main.ts");
	assert.ok(files.size > 30, "the imports were followed");
	const strangers = [...files].filter(
		(file) => !/^packages\/(cli|contract)\//.test(file),
	);
	assert.deepEqual(strangers, []);
	const packages = [...foreign].filter((name) => !name.startsWith("node:"));
	assert.deepEqual(packages.sort(), ["commander", "yaml", "zod"]);
	for (const name of ["child_process", "net", "http", "cluster"])
		assert.ok(!foreign.has(`node:${name}`), `it imports node:${name}`);
});

test("the program of a checkout reaches the servers, so the search looks far enough", () => {
	const { files, foreign } = reachableFrom(house, "packages/up/src/main.ts");
	assert.ok(files.has("packages/up/src/servers/nats-server.ts"));
	assert.ok(foreign.has("pg"));
});
