import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { printApiSchema } from "./print-api-schema.ts";

test("schema.graphql is what the code says", () => {
	const checkedIn = readFileSync(
		new URL("../../../schema.graphql", import.meta.url),
		"utf8",
	);
	assert.equal(
		checkedIn,
		printApiSchema(),
		"write it anew: node packages/controlplane/src/doors/api/write-schema.ts",
	);
});
