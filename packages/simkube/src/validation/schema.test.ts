import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
	defaultBySchema,
	pruneBySchema,
	type SchemaNode,
	validateAgainstSchema,
} from "./index.ts";

const widget: SchemaNode = {
	type: "object",
	properties: {
		spec: {
			type: "object",
			required: ["size"],
			properties: {
				size: { type: "integer", minimum: 1, maximum: 10 },
				color: { type: "string", enum: ["red", "blue"], default: "red" },
			},
		},
	},
};

const lines = (schema: SchemaNode, value: unknown): string[] =>
	validateAgainstSchema(schema, value).map(
		({ field, message }) => `${field}: ${message}`,
	);

describe("a custom object", () => {
	test("is refused in the recorded words", () => {
		assert.deepEqual(lines(widget, { spec: { size: 99 } }), [
			"spec.size: Invalid value: 99: spec.size in body should be less than or equal to 10",
		]);
		assert.deepEqual(lines(widget, { spec: { color: "green" } }), [
			'spec.color: Unsupported value: "green": supported values: "red", "blue"',
			"spec.size: Required value",
		]);
	});

	test("is told of wrong types by what was found", () => {
		assert.deepEqual(
			validateAgainstSchema(widget, { spec: { size: "three" } }),
			[
				{
					reason: "FieldValueTypeInvalid",
					message:
						'Invalid value: "string": spec.size in body must be of type integer: "string"',
					field: "spec.size",
				},
			],
		);
		assert.deepEqual(lines(widget, { spec: { size: null } }), [
			'spec.size: Invalid value: "null": spec.size in body must be of type integer: "null"',
		]);
	});

	const one = (node: SchemaNode): SchemaNode => ({
		type: "object",
		properties: { a: node },
	});
	const cases: [string, SchemaNode, unknown, string][] = [
		[
			"too short",
			{ type: "string", minLength: 2 },
			"x",
			'a: Invalid value: "x": a in body should be at least 2 chars long',
		],
		[
			"too long",
			{ type: "string", maxLength: 2 },
			"xxx",
			"a: Too long: may not be more than 2 bytes",
		],
		[
			"of another pattern",
			{ type: "string", pattern: "^b" },
			"x",
			"a: Invalid value: \"x\": a in body should match '^b'",
		],
		[
			"of another format",
			{ type: "string", format: "date-time" },
			"x",
			'a: Invalid value: "x": a in body must be of type date-time: "x"',
		],
		[
			"with too many items",
			{ type: "array", maxItems: 1 },
			[1, 2],
			"a: Too many: 2: must have at most 1 items",
		],
		[
			"with too few items",
			{ type: "array", minItems: 1 },
			[],
			"a: Invalid value: 0: a in body should have at least 1 items",
		],
		[
			"with a bad item",
			{ type: "array", items: { type: "string" } },
			[1],
			'a[0]: Invalid value: "integer": a[0] in body must be of type string: "integer"',
		],
		[
			"not below a limit",
			{ type: "number", maximum: 1, exclusiveMaximum: true },
			1,
			"a: Invalid value: 1: a in body should be less than 1",
		],
		[
			"no multiple",
			{ type: "number", multipleOf: 2 },
			3,
			"a: Invalid value: 3: a in body should be a multiple of 2",
		],
		[
			"of no alternative",
			{ oneOf: [{ type: "string" }, { type: "boolean" }] },
			3,
			'a: Invalid value: 3: "a" must validate one and only one schema (oneOf). Found none valid',
		],
		[
			"of what it must not be",
			{ not: { type: "integer" } },
			3,
			'a: Invalid value: 3: "a" must not validate the schema (not)',
		],
	];
	for (const [name, node, value, expected] of cases)
		test(`with a value ${name} is refused`, () => {
			assert.deepEqual(lines(one(node), { a: value }), [expected]);
		});

	test("may hold null where it is allowed, and an integer for a number", () => {
		assert.deepEqual(
			lines(one({ type: "string", nullable: true }), { a: null }),
			[],
		);
		assert.deepEqual(lines(one({ type: "number" }), { a: 1 }), []);
		assert.deepEqual(
			lines(one({ "x-kubernetes-int-or-string": true }), { a: "5%" }),
			[],
		);
		assert.deepEqual(
			lines(one({ type: "string", pattern: "(?i)x" }), { a: "x" }),
			[],
		);
	});

	test("loses what its schema does not know", () => {
		const object = {
			apiVersion: "example.com/v1",
			kind: "Widget",
			metadata: { anything: 1 },
			spec: { size: 1, bogus: 2 },
			extra: 3,
		};
		assert.deepEqual(pruneBySchema(widget, object), ["spec.bogus", "extra"]);
		assert.deepEqual(object.spec, { size: 1 });
		assert.equal("extra" in object, false);
		const free = { spec: { a: { b: 1 } } };
		assert.deepEqual(
			pruneBySchema(
				{
					properties: {
						spec: { "x-kubernetes-preserve-unknown-fields": true },
					},
				},
				free,
			),
			[],
		);
	});

	test("gets the defaults of its schema, and its own copy of them", () => {
		const object: { spec: Record<string, unknown> } = {
			spec: { size: 3, color: null },
		};
		defaultBySchema(widget, object);
		assert.deepEqual(object.spec, { size: 3, color: "red" });
		const list = one({ type: "array", default: [] });
		const [first, second] = [{}, {}] as { a?: unknown[] }[];
		defaultBySchema(list, first);
		defaultBySchema(list, second);
		assert.notEqual(first?.a, second?.a);
	});

	test("pruned twice loses nothing more, and nonsense chokes nothing", () => {
		fc.assert(
			fc.property(fc.jsonValue({ maxDepth: 4 }), (spec) => {
				const object = { spec: structuredClone(spec) };
				pruneBySchema(widget, object);
				defaultBySchema(widget, object);
				validateAgainstSchema(widget, object);
				assert.deepEqual(pruneBySchema(widget, object), []);
			}),
		);
	});
});
