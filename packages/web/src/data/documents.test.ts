import assert from "node:assert/strict";
import { globSync, readFileSync } from "node:fs";
import { test } from "node:test";
import { buildSchema, parse, validate } from "graphql";
import { graphqlTypes, typesFile } from "../../write-graphql-types.ts";

const schemaText = readFileSync(
	new URL("../../../controlplane/schema.graphql", import.meta.url),
	"utf8",
);

test("every document asks only for what the schema has", () => {
	const schema = buildSchema(schemaText);
	const folder = new URL("../", import.meta.url).pathname;
	const problems: string[] = [];
	let documents = 0;
	for (const file of globSync("**/*.{ts,tsx}", { cwd: folder })) {
		const source = readFileSync(`${folder}${file}`, "utf8");
		for (const [, text = ""] of source.matchAll(/\bgraphql\(\s*`([^`]*)`/g)) {
			documents += 1;
			for (const { message } of validate(schema, parse(text)))
				problems.push(`${file}: ${message}`);
		}
	}
	assert.deepEqual(problems, []);
	assert.ok(documents > 0, "no document was found");
});

test("the types of the documents are those of the schema", () => {
	assert.equal(
		readFileSync(typesFile, "utf8"),
		graphqlTypes(schemaText),
		"run: node packages/web/write-graphql-types.ts",
	);
});
