import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { Json } from "../kube-object.ts";
import {
	applyJsonPatch,
	applyMergePatch,
	applyStrategicMergePatch,
	patchSchemaFor,
	sameJson,
} from "./index.ts";

const rejected = {
	code: 422,
	reason: "Invalid",
	message: "the server rejected our request due to an error in our request",
};
const anyJson = fc.jsonValue({ maxDepth: 3 }) as fc.Arbitrary<Json>;
const deployment = patchSchemaFor("apps/v1", "Deployment");
const pod = patchSchemaFor("v1", "Pod");

describe("a JSON patch", () => {
	test("that cannot be applied is rejected without a word why, as recorded", () => {
		for (const operation of [
			{ op: "remove", path: "/data/zzz" },
			{ op: "replace", path: "/data/zzz", value: 1 },
			{ op: "add", path: "/a/b/c", value: 1 },
			{ op: "add", path: "/list/9", value: 1 },
			{ op: "add", path: "/data/x" },
			{ op: "test", path: "/data/a", value: "2" },
			{ op: "move", path: "/x" },
			{ op: "frobnicate", path: "/data" },
			{ op: "add", path: "data", value: 1 },
			{ path: "/data" },
		])
			assert.throws(
				() => applyJsonPatch({ data: { a: "1" }, list: [] }, [operation]),
				rejected,
				JSON.stringify(operation),
			);
	});

	test("that is none is a bad request", () => {
		assert.throws(() => applyJsonPatch({}, { a: 1 }), {
			code: 400,
			message:
				"json: cannot unmarshal object into Go value of type jsonpatch.Patch",
		});
		assert.throws(() => applyJsonPatch({}, [3]), { code: 400 });
		assert.throws(
			() => applyJsonPatch({}, Array(10_001).fill({ op: "test", path: "" })),
			{ code: 413 },
		);
	});

	test("adds, removes, replaces, moves, copies and tests", () => {
		const target = { data: { a: "1" }, list: [1, 2] };
		const patched = applyJsonPatch(target, [
			{ op: "test", path: "/data/a", value: "1" },
			{ op: "add", path: "/data/b~1c", value: { x: null } },
			{ op: "add", path: "/list/-", value: 3 },
			{ op: "add", path: "/list/0", value: 0 },
			{ op: "remove", path: "/list/-1" },
			{ op: "copy", from: "/data/a", path: "/data/d" },
			{ op: "move", from: "/data/a", path: "/e" },
			{ op: "test", path: "/nothing", value: null },
		]);
		assert.deepEqual(patched, {
			data: { "b/c": { x: null }, d: "1" },
			list: [0, 1, 2],
			e: "1",
		});
		assert.deepEqual(target, { data: { a: "1" }, list: [1, 2] });
	});

	test("cannot reach the prototype of anything", () => {
		const patched = applyJsonPatch({}, [
			{ op: "add", path: "/__proto__", value: { polluted: true } },
		]) as object;
		assert.equal(Object.getPrototypeOf(patched), Object.prototype);
		assert.equal("polluted" in {}, false);
		assert.throws(
			() =>
				applyJsonPatch({}, [
					{ op: "add", path: "/constructor/prototype/x", value: 1 },
				]),
			rejected,
		);
	});

	test("cannot fill the memory by copying copies", () => {
		const bomb = Array.from({ length: 60 }, (_, index) => ({
			op: "copy",
			from: "",
			path: `/${index}`,
		}));
		assert.throws(() => applyJsonPatch({ a: "x".repeat(100) }, bomb), rejected);
	});

	test("replacing the whole gives the new whole", () => {
		fc.assert(
			fc.property(anyJson, anyJson, (target, value) => {
				assert.ok(
					sameJson(
						applyJsonPatch(target, [{ op: "replace", path: "", value }]),
						value,
					),
				);
			}),
		);
	});
});

describe("a merge patch", () => {
	test("merges objects, replaces the rest and removes by null", () => {
		assert.deepEqual(
			applyMergePatch(
				{ data: { a: "1", b: "2" }, list: [1] },
				{ data: { b: null, c: "3" }, list: [], new: { x: null } },
			),
			{ data: { a: "1", c: "3" }, list: [], new: {} },
		);
	});

	test("that is no object is a bad request", () => {
		assert.throws(() => applyMergePatch({}, []), { code: 400 });
		assert.throws(() => applyMergePatch({}, "x"), { code: 400 });
	});

	test("applied twice changes nothing more", () => {
		fc.assert(
			fc.property(
				anyJson,
				fc.dictionary(fc.string(), anyJson),
				(target, patch) => {
					const once = applyMergePatch(target, patch);
					assert.ok(sameJson(applyMergePatch(once, patch), once));
				},
			),
		);
	});
});

const containers = (...list: Json[]): Json => ({
	spec: { template: { spec: { containers: list } } },
});

describe("a strategic merge patch", () => {
	test("of one container leaves the others and their order, as recorded", () => {
		assert.deepEqual(
			applyStrategicMergePatch(
				containers(
					{ name: "cart", image: "cart:1" },
					{ name: "proxy", image: "proxy" },
				),
				containers({ name: "proxy", image: "proxy:2" }),
				deployment,
			),
			containers(
				{ name: "cart", image: "cart:1" },
				{ name: "proxy", image: "proxy:2" },
			),
		);
	});

	test("merges each list by its own key", () => {
		const target = {
			metadata: {
				finalizers: ["a"],
				ownerReferences: [{ uid: "1", name: "x" }],
			},
			spec: {
				containers: [
					{
						name: "c",
						env: [{ name: "A", value: "1" }],
						ports: [{ containerPort: 80, name: "http" }],
						volumeMounts: [{ mountPath: "/a", name: "v" }],
						args: ["x"],
					},
				],
				tolerations: [{ key: "a" }],
			},
			status: { conditions: [{ type: "Ready", status: "False" }] },
		};
		const patch = {
			metadata: {
				finalizers: ["b", "a"],
				ownerReferences: [{ uid: "2", name: "y" }],
			},
			spec: {
				containers: [
					{
						name: "c",
						env: [{ name: "B", value: "2" }],
						ports: [{ containerPort: 80, name: "web" }],
						volumeMounts: [{ mountPath: "/a", readOnly: true }],
						args: ["y"],
					},
				],
				tolerations: [{ key: "b" }],
			},
			status: { conditions: [{ type: "Ready", status: "True" }] },
		};
		assert.deepEqual(applyStrategicMergePatch(target, patch, pod), {
			metadata: {
				finalizers: ["b", "a"],
				ownerReferences: [
					{ uid: "2", name: "y" },
					{ uid: "1", name: "x" },
				],
			},
			spec: {
				containers: [
					{
						name: "c",
						env: [
							{ name: "B", value: "2" },
							{ name: "A", value: "1" },
						],
						ports: [{ containerPort: 80, name: "web" }],
						volumeMounts: [{ mountPath: "/a", name: "v", readOnly: true }],
						args: ["y"],
					},
				],
				tolerations: [{ key: "b" }],
			},
			status: { conditions: [{ type: "Ready", status: "True" }] },
		});
	});

	test("deletes and replaces items and objects by directive", () => {
		const target = containers(
			{ name: "a", image: "1" },
			{ name: "b", image: "2" },
		);
		const apply = (...items: Json[]) =>
			applyStrategicMergePatch(target, containers(...items), deployment);
		assert.deepEqual(
			apply({ $patch: "delete", name: "a" }),
			containers({ name: "b", image: "2" }),
		);
		assert.deepEqual(
			apply({ $patch: "replace" }, { name: "c" }),
			containers({ name: "c" }),
		);
		assert.deepEqual(
			applyStrategicMergePatch(
				{ metadata: { labels: { a: "1", b: "2" } } },
				{ metadata: { labels: { $patch: "replace", c: "3" } } },
				deployment,
			),
			{ metadata: { labels: { c: "3" } } },
		);
	});

	test("orders items by the list of order", () => {
		const target = containers({ name: "a" }, { name: "b" }, { name: "c" });
		const patch: Json = {
			spec: {
				template: {
					spec: {
						"$setElementOrder/containers": [{ name: "c" }, { name: "a" }],
						containers: [{ name: "a", image: "1" }],
					},
				},
			},
		};
		assert.deepEqual(
			applyStrategicMergePatch(target, patch, deployment),
			containers({ name: "b" }, { name: "c" }, { name: "a", image: "1" }),
		);
	});

	test("takes one key twice where the live list has it twice, and refuses another order", () => {
		const service = patchSchemaFor("v1", "Service");
		const ports = [
			{ port: 53, protocol: "UDP" },
			{ port: 53, protocol: "TCP" },
		];
		const patch = (order: Json[], list: Json[]) => ({
			spec: { "$setElementOrder/ports": order, ports: list },
		});
		const patched = applyStrategicMergePatch(
			{ spec: { ports } },
			patch(
				[{ port: 53 }, { port: 53 }],
				[
					{ port: 53, name: "a" },
					{ port: 53, name: "b" },
				],
			),
			service,
		) as { spec: { ports: Json[] } };
		assert.equal(patched.spec.ports.length, 2);
		assert.throws(
			() =>
				applyStrategicMergePatch(
					{ spec: { ports } },
					patch([{ port: 1 }, { port: 2 }], [{ port: 2 }, { port: 1 }]),
					service,
				),
			{ code: 400, message: /^The order in patch list:/ },
		);
	});

	test("of very long lists does not compare each with each", () => {
		const env = Array.from({ length: 20_000 }, (_, index) => ({
			name: `v${index}`,
			value: "1",
		}));
		const patched = applyStrategicMergePatch(
			containers({ name: "a", env }),
			containers({
				name: "a",
				env: env.map(({ name }) => ({ name, value: "2" })),
			}),
			deployment,
		);
		assert.deepEqual(
			patched,
			containers({
				name: "a",
				env: env.map(({ name }) => ({ name, value: "2" })),
			}),
		);
	});

	test("deletes from a list of scalars", () => {
		assert.deepEqual(
			applyStrategicMergePatch(
				{ metadata: { finalizers: ["a", "b", "c"] } },
				{
					metadata: {
						"$deleteFromPrimitiveList/finalizers": ["b"],
						"$setElementOrder/finalizers": ["c", "a"],
					},
				},
				pod,
			),
			{ metadata: { finalizers: ["c", "a"] } },
		);
	});

	test("retains only the keys it names", () => {
		assert.deepEqual(
			applyStrategicMergePatch(
				{
					spec: {
						strategy: { type: "RollingUpdate", rollingUpdate: { maxSurge: 1 } },
					},
				},
				{ spec: { strategy: { $retainKeys: ["type"], type: "Recreate" } } },
				deployment,
			),
			{ spec: { strategy: { type: "Recreate" } } },
		);
		assert.throws(
			() =>
				applyStrategicMergePatch(
					{ spec: { strategy: {} } },
					{ spec: { strategy: { $retainKeys: ["type"], rollingUpdate: {} } } },
					deployment,
				),
			{ code: 400, message: "patch content doesn't match retainKeys list" },
		);
	});

	test("that cannot be read is a bad request", () => {
		const target = containers({ name: "a" });
		for (const patch of [
			[],
			"x",
			containers({ image: "no name" }),
			containers({ $patch: "frobnicate", name: "a" }),
			{ spec: { $patch: "frobnicate" } },
			{ spec: { template: { spec: { "$setElementOrder/containers": "a" } } } },
		] as Json[])
			assert.throws(
				() => applyStrategicMergePatch(target, patch, deployment),
				{ code: 400 },
				JSON.stringify(patch),
			);
	});

	test("brings in new values without their directives and nulls", () => {
		assert.deepEqual(
			applyStrategicMergePatch(
				{},
				{
					spec: {
						a: null,
						list: [
							{ $patch: "delete", name: "x" },
							{ name: "y", z: null },
						],
					},
				},
				pod,
			),
			{ spec: { list: [{ name: "y" }] } },
		);
	});

	test("without lists does what a merge patch does", () => {
		const tree = fc.object({
			key: fc.constantFrom("a", "b", "c"),
			values: [fc.integer(), fc.string()],
			maxDepth: 3,
			withNullPrototype: false,
		}) as fc.Arbitrary<Json>;
		const unlisted = (value: Json): boolean =>
			!JSON.stringify(value).includes("[");
		fc.assert(
			fc.property(tree, tree, (target, patch) => {
				fc.pre(unlisted(target) && unlisted(patch));
				assert.deepEqual(
					applyStrategicMergePatch(target, patch, patchSchemaFor("x/v1", "Y")),
					applyMergePatch(target, patch),
				);
			}),
		);
	});
});
