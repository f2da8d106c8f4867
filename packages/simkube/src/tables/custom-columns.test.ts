import assert from "node:assert/strict";
import { describe, test } from "node:test";
import fc from "fast-check";
import type { KubeObject } from "../kube-object.ts";
import { tableFor } from "./index.ts";

const nowMs = Date.parse("2026-11-22T06:10:00Z");
const createdAt = "2026-11-22T06:05:00Z";

function object(
	kind: string,
	fields: Record<string, unknown> = {},
): KubeObject {
	return {
		apiVersion: "v1",
		kind,
		...fields,
		metadata: {
			name: "x",
			creationTimestamp: createdAt,
			...(fields.metadata as object | undefined),
		},
	};
}

describe("a custom kind's row", () => {
	const widget = object("Widget", {
		spec: { size: 3, nested: { "a.b": ["x", "y"] }, half: 1.5 },
		status: { conditions: [{ type: "Ready", status: "True" }] },
	});
	const show = (type: string, jsonPath: string) =>
		tableFor(
			{ group: "example.com", version: "v1", kind: "Widget" },
			[widget],
			nowMs,
			{
				crdColumns: [{ name: "C", type, jsonPath }],
			},
		).rows[0]?.[1];

	test("follows the paths of its columns", () => {
		assert.equal(show("integer", ".spec.size"), 3);
		assert.equal(show("string", ".spec.size"), "3");
		assert.equal(show("number", ".spec.half"), 1.5);
		assert.equal(show("string", ".spec.nested['a.b'][1]"), "y");
		assert.equal(show("string", ".spec.nested.a\\.b[0]"), "x");
		assert.equal(
			show("string", '.status.conditions[?(@.type=="Ready")].status'),
			"True",
		);
		assert.equal(show("date", ".metadata.creationTimestamp"), "5m");
		assert.equal(show("string", ".spec.nested"), '{"a.b":["x","y"]}');
	});

	test("leaves a cell empty where nothing fits", () => {
		for (const path of [
			".spec.none",
			".spec.size.deeper",
			".spec[",
			"",
			".spec.nested['a.b'][9]",
		])
			assert.equal(show("integer", path), null, path);
		assert.equal(show("boolean", ".spec.size"), null);
		assert.equal(show("odd", ".spec.size"), null);
	});

	test("without columns shows its age", () => {
		const { columnDefinitions, rows } = tableFor(
			{ group: "example.com", version: "v1", kind: "Widget" },
			[widget],
			nowMs,
			{ crdColumns: [] },
		);
		assert.deepEqual(
			columnDefinitions.map(({ name }) => name),
			["Name", "Age"],
		);
		assert.deepEqual(rows, [["x", "5m"]]);
	});

	test("no path at all makes it fail", () => {
		fc.assert(
			fc.property(fc.string(), (path) => {
				show("string", path);
			}),
		);
	});
});
