import assert from "node:assert/strict";
import { resolve } from "node:path";
import { test } from "node:test";
import { tooLongFiles } from "./file-length.ts";
import { readHouse } from "./read-house.ts";

test("no file is longer than 500 lines", () => {
	const house = readHouse(resolve(import.meta.dirname, "../.."));
	assert.deepEqual(tooLongFiles(house.files), []);
});

test("a planted long file is found, a test as well; testdata and generated files are exempt", () => {
	const long = "x\n".repeat(501);
	const files = new Map([
		["packages/agent/src/flows/long.ts", long],
		["packages/agent/src/flows/long.test.ts", long],
		["packages/agent/src/flows/fits.ts", "x\n".repeat(500)],
		["packages/agent/src/flows/testdata/long.ts", long],
		["packages/wire/src/gen/long.ts", long],
	]);
	assert.deepEqual(tooLongFiles(files), [
		"packages/agent/src/flows/long.ts: has 501 lines, more than 500; split it",
		"packages/agent/src/flows/long.test.ts: has 501 lines, more than 500; split it",
	]);
});
