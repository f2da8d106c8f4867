import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { ConfigUnreadable, mergeConfigs } from "./merge-configs.ts";

describe("merging configurations", () => {
	test("mappings are merged deep, lists and values are replaced by the later one", () => {
		assert.deepEqual(
			mergeConfigs(["a: {b: 1, c: [1, 2]}\nd: x", "a: {c: [3], e: 2}\nd: y"], {
				a: { b: 0, f: 0 },
				g: 1,
			}),
			{ a: { b: 1, c: [3], e: 2, f: 0 }, d: "y", g: 1 },
		);
	});
	test("a mapping replaces a value, and a value a mapping", () => {
		assert.deepEqual(mergeConfigs(["a: 1\nb: {c: 1}", "a: {c: 1}\nb: 2"]), {
			a: { c: 1 },
			b: 2,
		});
	});
	test("empty documents count for nothing", () => {
		assert.deepEqual(mergeConfigs(["", "# no more\n", "null", "a: 1"]), {
			a: 1,
		});
	});
	test("the defaults stay as they were", () => {
		const defaults = { a: { b: 1 } };
		mergeConfigs(["a: {b: 2}"], defaults);
		assert.deepEqual(defaults, { a: { b: 1 } });
	});
	test("a key named like a part of every object stays a key", () => {
		const merged = mergeConfigs([
			"__proto__: {polluted: yes}",
			"__proto__: {x: 1}",
		]);
		assert.equal(({} as { polluted?: unknown }).polluted, undefined);
		assert.deepEqual(Object.keys(merged), ["__proto__"]);
	});
	test("the one at fault is named", () => {
		for (const bad of ["a: [1", "- a", "text", "a: 1\na: 2", "a: *nobody"])
			assert.throws(
				() => mergeConfigs(["a: 1", bad]),
				(error) => {
					assert.ok(error instanceof ConfigUnreadable, bad);
					assert.match(error.message, /configuration 2 of the plugin/);
					return true;
				},
			);
	});
	test("a document that would unfold into billions of nodes is refused", () => {
		const bomb = [
			"a: &a [x,x,x,x,x,x,x,x,x,x]",
			...Array.from({ length: 9 }, (_, i) => {
				const [from, to] = ["abcdefghij"[i], "abcdefghij"[i + 1]];
				return `${to}: &${to} [${Array(10).fill(`*${from}`).join(",")}]`;
			}),
		].join("\n");
		assert.throws(() => mergeConfigs([bomb]), ConfigUnreadable);
	});
});
