import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { builtInKinds } from "../built-in-types/built-in-types.ts";
import { patchSchemaFor } from "../patch/index.ts";
import {
	type CustomKind,
	openApiDocument,
	openApiIndex,
	openApiPath,
} from "./index.ts";

// biome-ignore lint/suspicious/noExplicitAny: a document of hundreds of schemas is read by path
type Loose = any;

const read = (path: string, custom: CustomKind[] = []): Loose =>
	JSON.parse(openApiDocument(path, custom) ?? "null");

const widget: CustomKind = {
	group: "example.com",
	version: "v1",
	kind: "Widget",
	plural: "widgets",
	namespaced: true,
	schema: {
		type: "object",
		properties: {
			spec: {
				type: "object",
				required: ["size"],
				properties: {
					size: { type: "integer" },
					color: { type: "string", enum: ["red", "blue"] },
				},
			},
		},
	},
};

/** What kubectl looks for before it leaves validation to the server. */
function supportsFieldValidation(document: Loose, kind: string): boolean {
	return Object.values<Loose>(document.paths).some(
		({ patch }) =>
			patch?.["x-kubernetes-group-version-kind"].kind === kind &&
			patch.parameters.some(
				({ name }: { name: string }) => name === "fieldValidation",
			),
	);
}

describe("the OpenAPI documents", () => {
	test("of an unknown group version do not exist", () => {
		assert.equal(openApiDocument("apis/nope/v1"), undefined);
		assert.equal(openApiDocument(""), undefined);
		assert.equal(openApiDocument("apis/example.com/v2", [widget]), undefined);
	});

	test("offer field validation for every kind", () => {
		for (const { apiVersion, kind, plural } of builtInKinds()) {
			if (plural === "") continue;
			const document = read(openApiPath(apiVersion));
			assert.ok(
				supportsFieldValidation(document, kind),
				`${apiVersion} ${kind}`,
			);
		}
		assert.ok(
			supportsFieldValidation(read("apis/example.com/v1", [widget]), "Widget"),
		);
	});

	test("refer to nothing that is not there", () => {
		const paths = [
			...new Set(
				builtInKinds().map(({ apiVersion }) => openApiPath(apiVersion)),
			),
		];
		for (const path of [...paths, "apis/example.com/v1"]) {
			const text = openApiDocument(path, [widget]) ?? "";
			const { schemas } = JSON.parse(text).components;
			for (const [, name] of text.matchAll(
				/"#\/components\/schemas\/([^"]+)"/g,
			))
				assert.ok(schemas[name ?? ""], `${path}: ${name}`);
		}
	});

	test("lead from a kind to its containers, as explain goes", () => {
		const { schemas } = read("api/v1").components;
		const follow = (property: Loose) => {
			const { $ref } = property.allOf?.[0] ?? property.items ?? property;
			return schemas[$ref.split("/").at(-1)];
		};
		const pod = schemas["io.k8s.api.core.v1.Pod"];
		assert.deepEqual(pod["x-kubernetes-group-version-kind"], [
			{ group: "", version: "v1", kind: "Pod" },
		]);
		const { containers } = follow(pod.properties.spec).properties;
		assert.equal(containers.type, "array");
		assert.deepEqual(follow(containers).required, ["name"]);
		assert.equal(follow(containers).properties.image.type, "string");
		assert.equal(
			containers["x-kubernetes-patch-merge-key"],
			patchSchemaFor("v1", "Pod").field("spec")?.below.field("containers")
				?.mergeKey,
		);
		assert.equal(containers["x-kubernetes-patch-strategy"], "merge");
	});

	test("tell the schema of a custom kind, and no strategic merge for it", () => {
		const document = read("apis/example.com/v1", [widget]);
		const schema = document.components.schemas["com.example.v1.Widget"];
		assert.deepEqual(schema.properties.spec.required, ["size"]);
		assert.ok(schema.properties.metadata);
		const { patch } =
			document.paths[
				"/apis/example.com/v1/namespaces/{namespace}/widgets/{name}"
			];
		assert.equal(
			"application/strategic-merge-patch+json" in patch.requestBody.content,
			false,
		);
	});

	test("are indexed, with an address that changes with the document", () => {
		const before = openApiIndex([widget]).paths["apis/example.com/v1"];
		const after = openApiIndex([{ ...widget, schema: { type: "object" } }])
			.paths["apis/example.com/v1"];
		assert.match(
			before?.serverRelativeURL ?? "",
			/^\/openapi\/v3\/apis\/example\.com\/v1\?hash=[0-9A-F]{128}$/,
		);
		assert.notDeepEqual(before, after);
		assert.deepEqual(
			openApiIndex().paths["api/v1"],
			openApiIndex([widget]).paths["api/v1"],
		);
	});
});
