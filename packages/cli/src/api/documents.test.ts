import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { expectRecorded } from "@quarterdeck/testkit";
import {
	buildSchema,
	type GraphQLObjectType,
	getNamedType,
	isEnumType,
	isObjectType,
	Kind,
	parse,
	type SelectionSetNode,
	validate,
} from "graphql";
import type { FieldShape } from "./answer-shape.ts";
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

test("the shapes of the answers are those of the schema", () => {
	const shapes = Object.fromEntries(
		Object.entries(documents).map(([name, text]) => {
			const [operation] = parse(text).definitions;
			assert.ok(operation?.kind === Kind.OPERATION_DEFINITION);
			const root = schema.getRootType(operation.operation);
			assert.ok(root);
			return [name, fieldsOf(root, operation.selectionSet)];
		}),
	);
	expectRecorded(
		fileURLToPath(new URL("gen/answer-shapes.ts", import.meta.url)),
		`import type { Fields } from "../answer-shape.ts";\n\n/* Recorded by documents.test.ts. */\nexport const answerShapes: Readonly<Record<string, Fields>> = ${JSON.stringify(shapes, null, "\t")};\n`,
		"cli/src/api/documents.test",
	);
});

function fieldsOf(parent: GraphQLObjectType, selected: SelectionSetNode) {
	const fields: Record<string, FieldShape> = {};
	for (const field of selected.selections) {
		assert.ok(field.kind === Kind.FIELD);
		const type = parent.getFields()[field.name.value]?.type;
		assert.ok(type);
		const named = getNamedType(type);
		const name = field.alias?.value ?? field.name.value;
		if (field.selectionSet) {
			assert.ok(isObjectType(named), `${name} is of one type`);
			fields[name] = {
				type: String(type),
				fields: fieldsOf(named, field.selectionSet),
			};
		} else
			fields[name] = isEnumType(named)
				? String(type).replace(named.name, "String")
				: String(type);
	}
	return fields;
}
