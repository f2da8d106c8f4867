import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import { parseFieldPath, valuesAt } from "./field-path.ts";

const object = {
	spec: {
		replicas: 2,
		empty: [],
		none: null,
		containers: [
			{ name: "a", image: "one", ports: [{ n: 1 }, { n: 2 }] },
			{ name: "b", image: "two" },
			{ name: "c", image: "three", ready: false },
		],
	},
	metadata: { annotations: { "example.com/owner": "dana", "a b": "c" } },
};

describe("paths find", () => {
	const rows: readonly [string, unknown[]][] = [
		["spec.replicas", [2]],
		[".spec.replicas", [2]],
		["{.spec.replicas}", [2]],
		["$.spec.replicas", [2]],
		["{$.spec.replicas}", [2]],
		[" spec.replicas ", [2]],
		["spec.containers[*].image", ["one", "two", "three"]],
		["spec.containers.*.image", ["one", "two", "three"]],
		["spec.containers[0].image", ["one"]],
		["spec.containers.[0].image", ["one"]],
		["spec.containers[-1].image", ["three"]],
		["spec.containers[9].image", []],
		["spec.containers[0:2].name", ["a", "b"]],
		["spec.containers[1:].name", ["b", "c"]],
		['spec.containers[?(@.name=="b")].image', ["two"]],
		["spec.containers[?(@.name != 'b')].image", ["one", "three"]],
		["spec.containers[?(@.ready==false)].name", ["c"]],
		["spec.containers[*].ports[*].n", [1, 2]],
		["spec.containers[*].ready", [false]],
		["spec.empty[*]", []],
		["spec.none", [null]],
		["spec.missing.further", []],
		["spec.replicas.further", []],
		["metadata.annotations.example\\.com/owner", ["dana"]],
		["metadata.annotations['example.com/owner']", ["dana"]],
		['metadata.annotations["a b"]', ["c"]],
		["spec.constructor", []],
		["spec.containers.length", []],
	];
	for (const [path, expected] of rows)
		test(path, () =>
			assert.deepEqual(valuesAt(object, parseFieldPath(path)), expected),
		);
});

test("what is no path is refused with the reason", () => {
	for (const path of [
		"",
		"{}",
		"spec..image",
		"spec.",
		"spec[",
		"spec[x]",
		"spec[?(@.a)]",
		"a b",
		"spec.{x}",
		Array.from({ length: 60 }, () => "a").join("."),
	])
		assert.throws(() => parseFieldPath(path), /is not a path of a field/, path);
});

test("a path reads any text within bounds, or refuses it", () => {
	fc.assert(
		fc.property(
			fc.string({ unit: fc.constantFrom(..."a.[]*'\"\\?(@=!)0:-{}$ ") }),
			(text) => {
				let path: ReturnType<typeof parseFieldPath>;
				try {
					path = parseFieldPath(text);
				} catch (error) {
					assert.match(String(error), /is not a path of a field/);
					return;
				}
				assert.ok(
					valuesAt({ a: [{ a: 1 }], 0: { a: 2 } }, path).length <= 1000,
				);
			},
		),
	);
});

test("values of one path are bounded", () => {
	const items = Array.from({ length: 100 }, () => ({
		x: Array.from({ length: 100 }, (_, i) => i),
	}));
	assert.equal(
		valuesAt({ items }, parseFieldPath("items[*].x[*]")).length,
		1000,
	);
});
