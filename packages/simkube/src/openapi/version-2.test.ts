import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { builtInKinds } from "../built-in-types/built-in-types.ts";
import { type CustomKind, openApiVersion2 } from "./index.ts";

// biome-ignore lint/suspicious/noExplicitAny: a document of hundreds of schemas is read by path
type Loose = any;

const read = (...custom: CustomKind[]): Loose =>
	JSON.parse(openApiVersion2(custom).json());

const widget = (properties: Loose): CustomKind => ({
	...{ group: "example.com", version: "v1", kind: "Widget" },
	...{ plural: "widgets", namespaced: true },
	schema: { type: "object", properties },
});

const definition = "com.example.v1.Widget";

function* schemasIn(schema: Loose): Iterable<Loose> {
	yield schema;
	const below = Object.values(schema.properties ?? {});
	for (const each of [...below, schema.items, schema.additionalProperties])
		if (each) yield* schemasIn(each);
}

describe("the document of version 2", () => {
	test("says only what an old kubectl can read, and refers to nothing that is not there", () => {
		const { definitions } = read(widget({ spec: { type: "array" } }));
		for (const [name, whole] of Object.entries(definitions)) {
			for (const schema of schemasIn(whole)) {
				if (schema.$ref) {
					const [, target] = schema.$ref.split("#/definitions/");
					assert.ok(definitions[target], `${name}: ${schema.$ref}`);
					assert.equal(schema.type, undefined, name);
				}
				if (schema.type === "array") assert.ok(schema.items, name);
				for (const word of ["oneOf", "anyOf", "allOf", "nullable", "default"])
					assert.equal(schema[word], undefined, `${name}: ${word}`);
			}
		}
	});

	test("lets every kind be found by its name and rehearsed by a patch", () => {
		const { definitions, paths } = read();
		const named = new Set(
			Object.values<Loose>(definitions)
				.flatMap((each) => each["x-kubernetes-group-version-kind"] ?? [])
				.map(nameOf),
		);
		const rehearsed = new Set(
			Object.values<Loose>(paths)
				.filter(({ patch }) =>
					patch?.parameters.some(
						(each: Loose) => each.in === "query" && each.name === "dryRun",
					),
				)
				.map(({ patch }) => nameOf(patch["x-kubernetes-group-version-kind"])),
		);
		for (const { apiVersion, kind, plural } of builtInKinds()) {
			if (plural === "") continue;
			assert.ok(named.has(`${apiVersion}/${kind}`), kind);
			assert.ok(rehearsed.has(`${apiVersion}/${kind}`), kind);
		}
	});

	test("tells how lists are merged", () => {
		const { definitions } = read();
		const { containers } = definitions["io.k8s.api.core.v1.PodSpec"].properties;
		assert.equal(containers["x-kubernetes-patch-merge-key"], "name");
		assert.equal(containers["x-kubernetes-patch-strategy"], "merge");
	});

	test("leaves open what version 2 has no word for", () => {
		const { properties } = read(
			widget({
				port: { "x-kubernetes-int-or-string": true },
				none: { type: "string", nullable: true },
				free: {
					type: "object",
					properties: { a: { type: "string" } },
					"x-kubernetes-preserve-unknown-fields": true,
				},
				some: { type: "integer", anyOf: [{ minimum: 1 }], minimum: 0 },
				odd: { type: "nonsense" },
			}),
		).definitions[definition];
		assert.equal(properties.port.type, undefined);
		assert.equal(properties.none.type, undefined);
		assert.equal(properties.free.properties, undefined);
		assert.deepEqual(properties.some, { type: "integer", minimum: 0 });
		assert.deepEqual(properties.odd, {});
	});

	test("survives schemas that are very deep, very large or no schemas at all", () => {
		let deep: Loose = { type: "string" };
		for (let depth = 0; depth < 2000; depth++)
			deep = { type: "object", properties: { a: deep } };
		const { definitions } = read(
			widget({ deep, text: "no", list: [], nothing: null }),
		);
		assert.deepEqual(definitions[definition].properties.text, {});
		const huge = widget({ a: { description: "x".repeat(17 * 1024 * 1024) } });
		const { protobuf } = openApiVersion2([huge]);
		assert.ok(protobuf.length < 2 * 1024 * 1024);
	});

	test("takes no reference and no unreadable character from a custom schema", () => {
		const odd = widget({
			away: { $ref: "#/definitions/nowhere" },
			wrapped: { allOf: [{ $ref: "#/definitions/nowhere" }] },
			$ref: { type: "string" },
			keys: { type: "array", "x-kubernetes-list-map-keys": ["\u007f\ud800"] },
		});
		const { properties } = read(odd).definitions[definition];
		assert.deepEqual(properties.away, {});
		assert.deepEqual(properties.wrapped, {});
		assert.deepEqual(properties.$ref, { type: "string" });
		const { protobuf } = openApiVersion2([odd]);
		assert.ok(protobuf.includes('["\\u007f\\ufffd"]'));
	});

	test("lets no custom kind take the place of a built-in type", () => {
		const impostor = {
			...widget({ evil: { type: "string" } }),
			...{ group: "core.api.k8s.io", kind: "Pod" },
		};
		assert.deepEqual(
			read(impostor).definitions["io.k8s.api.core.v1.Pod"],
			read().definitions["io.k8s.api.core.v1.Pod"],
		);
	});
});

function nameOf(of: { group: string; version: string; kind: string }): string {
	const apiVersion = of.group === "" ? of.version : `${of.group}/${of.version}`;
	return `${apiVersion}/${of.kind}`;
}
