import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import {
	decodingProblem,
	duplicateFields,
	nestsTooDeep,
	unknownFields,
} from "./index.ts";

describe("decoding", () => {
	const problem = (apiVersion: string, kind: string, fields: object) =>
		decodingProblem({ apiVersion, kind, metadata: { name: "x" }, ...fields });

	test("tells the first value it cannot read", () => {
		assert.equal(
			problem("v1", "Pod", { spec: { containers: [{ name: 1 }] } }),
			"json: cannot unmarshal number into Go struct field Container.spec.containers.name of type string",
		);
		assert.equal(
			problem("v1", "Pod", { spec: { containers: {} } }),
			"json: cannot unmarshal object into Go struct field PodSpec.spec.containers of type []v1.Container",
		);
		assert.equal(
			problem("v1", "ConfigMap", { data: { a: 1 } }),
			"json: cannot unmarshal number into Go struct field ConfigMap.data of type string",
		);
		assert.equal(
			problem("v1", "Secret", { data: { a: "not base64!" } }),
			"illegal base64 data at input byte 3",
		);
		assert.match(
			problem("v1", "Pod", {
				spec: { containers: [{ resources: { limits: { cpu: "a lot" } } }] },
			}) ?? "",
			/^quantities must match the regular expression/,
		);
	});

	test("reads what is right, nulls and numbers for quantities included", () => {
		assert.equal(
			problem("v1", "Secret", {
				data: { a: "aHVudGVyMg==", b: "" },
				type: null,
			}),
			undefined,
		);
		assert.equal(
			problem("v1", "Pod", {
				spec: {
					containers: [
						{
							resources: { limits: { cpu: 1, memory: "1.5Gi" } },
							livenessProbe: { httpGet: { port: "http" } },
						},
					],
				},
			}),
			undefined,
		);
		assert.equal(problem("example.com/v1", "Widget", { spec: 1 }), undefined);
	});

	test("names unknown fields by their whole path", () => {
		assert.deepEqual(
			unknownFields({
				apiVersion: "v1",
				kind: "Pod",
				metadata: { name: "x" },
				spec: {
					containers: [{}, { imagee: 1 }],
					nodeSelector: { anything: "goes" },
				},
				extra: {},
			}),
			['unknown field "spec.containers[1].imagee"', 'unknown field "extra"'],
		);
	});

	test("names fields given twice", () => {
		assert.deepEqual(
			duplicateFields(
				'{"kind":"Pod","spec":{"a":1,"b":[{"c":"}","c":2}],"a":{"a":1}},"metadata":{"kind":"\\"x\\":"}}',
			),
			['duplicate field "spec.b[0].c"', 'duplicate field "spec.a"'],
		);
		fc.assert(
			fc.property(fc.jsonValue(), (value) => {
				assert.deepEqual(duplicateFields(JSON.stringify(value)), []);
			}),
		);
	});

	test("is spared what nests beyond reason", () => {
		const deep = (levels: number): unknown =>
			JSON.parse("[".repeat(levels) + "]".repeat(levels));
		assert.equal(nestsTooDeep(deep(100_000)), true);
		assert.equal(nestsTooDeep(deep(900)), false);
		assert.equal(nestsTooDeep(null), false);
		assert.equal(
			nestsTooDeep({ wide: Array.from({ length: 50_000 }, () => ({ a: 1 })) }),
			false,
		);
	});
});
