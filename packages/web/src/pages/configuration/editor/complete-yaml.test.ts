import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { completeYaml, describeYaml } from "./complete-yaml.ts";
import type { JsonSchema } from "./json-schema.ts";
import { namesInDocument } from "./names-in-document.ts";

const list: JsonSchema = {
	anyOf: [
		{ type: "array", items: { type: ["string", "number"] } },
		{ type: ["string", "number"] },
	],
};
const boolean: JsonSchema = {
	anyOf: [
		{ type: "boolean" },
		{ type: "string", enum: ["true", "T", "false", "F"] },
	],
};
const bindings: JsonSchema = {
	type: "object",
	properties: { executors: list, sources: list },
};
const schema: JsonSchema = {
	type: "object",
	properties: {
		executors: {
			type: "object",
			additionalProperties: {
				type: "object",
				properties: { displayName: { type: "string" } },
				additionalProperties: {
					type: "object",
					properties: {
						enabled: boolean,
						context: { $ref: "#/$defs/context" },
					},
				},
			},
		},
		communications: {
			type: "object",
			additionalProperties: {
				type: "object",
				properties: {
					console: {
						type: "object",
						properties: {
							channels: {
								type: "object",
								additionalProperties: {
									type: "object",
									properties: {
										name: { type: "string" },
										clusters: list,
										bindings,
									},
								},
							},
						},
					},
				},
			},
		},
		settings: {
			type: "object",
			properties: {
				sandbox: {
					description: "How plugins are kept in.",
					default: "required",
					anyOf: [{ type: "string", enum: ["", "required", "none"] }],
				},
				concurrentCommands: { type: "integer", minimum: 1, maximum: 200 },
			},
		},
	},
	$defs: {
		context: {
			type: "object",
			properties: { rbac: { $ref: "#/$defs/context" } },
		},
	},
};
const names = {
	executors: ["reads", "edits"],
	sources: [],
	clusters: ["prod-eu", "on"],
};

function complete(marked: string) {
	const offset = marked.indexOf("¦");
	const text = marked.replace("¦", "");
	const found = completeYaml(text, offset, { schema, names });
	return found?.options.map(({ apply }) => apply);
}

test("keys that the mapping has are not offered again", () => {
	assert.deepEqual(complete("settings:\n  sandbox: none\n  ¦"), [
		"concurrentCommands: ",
	]);
});

test("a key that holds others opens the next line, in brackets a bracket", () => {
	assert.deepEqual(complete("¦"), [
		"executors:\n  ",
		"communications:\n  ",
		"settings:\n  ",
	]);
	const channel = "communications:\n  a:\n    console:\n      channels:\n";
	assert.deepEqual(complete(`${channel}        ops:\n          ¦`), [
		"name: ",
		"clusters:\n            - ",
		"bindings:\n            ",
	]);
	assert.deepEqual(complete(`${channel}        ops: {name: x, ¦}`), [
		"clusters: [",
		"bindings: {",
	]);
});

test("a key whose colon stands there already is replaced alone", () => {
	assert.deepEqual(complete("sett¦ings:\n  x: 1"), [
		"executors",
		"communications",
		"settings",
	]);
});

test("enumerated values are offered, truth in one spelling", () => {
	assert.deepEqual(complete("settings:\n  sandbox: ¦"), ["required", "none"]);
	assert.deepEqual(complete("executors:\n  a:\n    b/c:\n      enabled: ¦"), [
		"true",
		"false",
	]);
});

test("bindings take the names of groups, channels those of clusters, quoted where YAML would misread them", () => {
	const channel =
		"communications:\n  a:\n    console:\n      channels:\n        ops:\n";
	assert.deepEqual(complete(`${channel}          bindings: {executors: [¦`), [
		"reads",
		"edits",
	]);
	assert.deepEqual(
		complete(
			`${channel}          bindings:\n            executors:\n              - ¦`,
		),
		["reads", "edits"],
	);
	assert.deepEqual(complete(`${channel}          clusters: [¦`), [
		"prod-eu",
		'"on"',
	]);
	assert.equal(
		complete(`${channel}          bindings: {sources: [¦`),
		undefined,
	);
});

test("where nothing is known nothing is offered", () => {
	assert.equal(complete("nonsense:\n  ¦"), undefined);
	assert.equal(complete("__proto__:\n  ¦"), undefined);
	assert.equal(complete("constructor: ¦"), undefined);
	assert.equal(complete("# ¦"), undefined);
});

test("a schema that refers to itself comes to an end", () => {
	const loop: JsonSchema = {
		$ref: "#/$defs/a",
		$defs: { a: { $ref: "#/$defs/b" }, b: { $ref: "#/$defs/a" } },
	};
	assert.equal(completeYaml("", 0, { schema: loop, names }), undefined);
});

test("a word is described wherever in it one points", () => {
	const text = "settings:\n  sandbox: none\n";
	const said = describeYaml(text, text.indexOf("ndbox"), schema);
	assert.deepEqual(said, {
		from: 12,
		to: 19,
		path: "settings.sandbox",
		type: "one of required, none",
		fallback: "required",
		description: "How plugins are kept in.",
	});
	assert.equal(
		describeYaml(text, text.indexOf("one"), schema)?.path,
		"settings.sandbox",
	);
	assert.equal(describeYaml(text, text.length, schema), undefined);
	assert.equal(describeYaml("what: 1", 2, schema), undefined);
});

test("groups are read from a document that is broken further down", () => {
	assert.deepEqual(
		namesInDocument("executors:\n  reads: {}\n  7: {}\nx: [1,\ny: }"),
		{ executors: ["reads", "7"], sources: [] },
	);
	assert.deepEqual(namesInDocument("executors: &a [*a]"), {
		executors: [],
		sources: [],
	});
	fc.assert(
		fc.property(fc.string(), (text) => {
			namesInDocument(text);
		}),
	);
});
