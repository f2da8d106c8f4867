import assert from "node:assert/strict";
import { test } from "node:test";
import { createApiClient } from "./api-client.fixture.ts";
import { startSimkube } from "./start-simkube.ts";

const protobuf = "application/com.github.proto-openapi.spec.v2@v1.0+protobuf";

const definition = {
	apiVersion: "apiextensions.k8s.io/v1",
	kind: "CustomResourceDefinition",
	metadata: { name: "widgets.example.com" },
	spec: {
		group: "example.com",
		scope: "Namespaced",
		names: { plural: "widgets", singular: "widget", kind: "Widget" },
		versions: [
			{
				name: "v1",
				served: true,
				storage: true,
				schema: { openAPIV3Schema: { type: "object" } },
			},
		],
	},
};

test("the description of version 2 stays the same until a custom kind comes or goes", async () => {
	await using simkube = await startSimkube();
	const api = createApiClient(simkube);
	const ask = async (headers: Record<string, string> = {}) => {
		const answer = await api.call("/openapi/v2", {
			headers: { accept: protobuf, ...headers },
		});
		return { ...answer, etag: String(answer.headers.etag) };
	};
	const first = await ask();
	assert.equal(first.code, 200);
	assert.equal(
		first.headers["content-type"],
		"application/com.github.proto-openapi.spec.v2.v1.0+protobuf",
	);
	assert.equal((await ask({ "if-none-match": first.etag })).code, 304);

	simkube.objects.apply(definition);
	const second = await ask({ "if-none-match": first.etag });
	assert.equal(second.code, 200);
	assert.match(second.text, /com\.example\.v1\.Widget/);

	const { apiVersion, kind, metadata } = definition;
	simkube.objects.remove(apiVersion, kind, metadata.name);
	simkube.objects.settle();
	const third = await ask();
	assert.equal(third.etag, first.etag);
});

test("who asks for JSON gets the description of version 2 as JSON", async () => {
	await using simkube = await startSimkube();
	const api = createApiClient(simkube);
	const { body } = await api.call("/openapi/v2", {
		headers: { accept: `application/json, ${protobuf}` },
	});
	assert.equal(body.swagger, "2.0");
	assert.ok(body.definitions["io.k8s.api.apps.v1.Deployment"]);
});
