import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { buildSchema, parse, validate } from "graphql";
import * as documents from "./documents.ts";

const schema = buildSchema(
	readFileSync(
		new URL("../../../controlplane/schema.graphql", import.meta.url),
		"utf8",
	),
);

for (const [name, text] of Object.entries(documents)) {
	test(`the control plane understands ${name}`, () => {
		const problems = validate(schema, parse(text));
		assert.deepEqual(
			problems.map(({ message }) => message),
			[],
		);
	});
}

test("a question about something that is not there would be noticed", () => {
	assert.equal(validate(schema, parse("{ me { shoeSize } }")).length, 1);
});
