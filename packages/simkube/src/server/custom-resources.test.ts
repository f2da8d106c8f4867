import assert from "node:assert/strict";
import { test } from "node:test";
import type { KubeObject } from "../kube-object.ts";
import { createApiClient } from "./api-client.fixture.ts";
import { startSimkube } from "./start-simkube.ts";

const schema = {
	type: "object",
	properties: {
		spec: {
			type: "object",
			required: ["size"],
			properties: {
				size: { type: "integer", minimum: 1 },
				color: { type: "string", default: "red" },
			},
		},
		status: { type: "object", properties: { ready: { type: "boolean" } } },
	},
};

function definition(): KubeObject {
	const version = (name: string, storage: boolean) => ({
		name,
		served: true,
		storage,
		subresources: {
			status: {},
			scale: {
				specReplicasPath: ".spec.size",
				statusReplicasPath: ".status.size",
			},
		},
		schema: { openAPIV3Schema: schema },
	});
	return {
		apiVersion: "apiextensions.k8s.io/v1",
		kind: "CustomResourceDefinition",
		metadata: { name: "widgets.example.com" },
		spec: {
			group: "example.com",
			scope: "Namespaced",
			names: { plural: "widgets", kind: "Widget", shortNames: ["wd"] },
			versions: [version("v1beta1", false), version("v1", true)],
		},
	};
}

const widgets = "/apis/example.com/v1/namespaces/default/widgets";

test("a definition is served from its making to its end, in all its versions", async () => {
	await using simkube = await startSimkube();
	const api = createApiClient(simkube);
	assert.equal((await api.call(widgets)).code, 404);
	const made = await api.call(
		"/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
		{ method: "POST", body: definition() },
	);
	assert.equal(made.code, 201, made.text);
	const group = await api.call("/apis/example.com");
	assert.deepEqual(
		group.body.versions.map((each: { version: string }) => each.version),
		["v1", "v1beta1"],
	);
	const widget = await api.call(widgets, {
		method: "POST",
		body: {
			metadata: { name: "w" },
			spec: { size: 2, odd: 1 },
			status: { ready: true },
		},
	});
	assert.deepEqual(widget.body.spec, { size: 2, color: "red" });
	assert.equal(widget.body.status, undefined);
	const older = await api.call(`${widgets.replace("v1", "v1beta1")}/w`);
	assert.equal(older.body.apiVersion, "example.com/v1beta1");
	const status = await api.call(`${widgets}/w/status`, {
		method: "PATCH",
		body: { status: { ready: true }, spec: { size: 9 } },
		headers: { "content-type": "application/merge-patch+json" },
	});
	assert.deepEqual(
		[status.body.spec.size, status.body.status.ready],
		[2, true],
	);
	const scaled = await api.call(`${widgets}/w/scale`, {
		method: "PATCH",
		body: { spec: { replicas: 5 } },
		headers: { "content-type": "application/merge-patch+json" },
	});
	assert.equal(scaled.body.spec.replicas, 5);
	assert.equal((await api.call(`${widgets}/w`)).body.spec.size, 5);
	const wrong = await api.call(widgets, {
		method: "POST",
		body: { metadata: { name: "x" }, spec: { size: 0 } },
	});
	assert.equal(wrong.code, 422);
	assert.equal(
		wrong.body.message,
		'Widget.example.com "x" is invalid: spec.size: Invalid value: 0: spec.size in body should be greater than or equal to 1',
	);
	const blind = await api.call(`${widgets}/w`, {
		method: "PUT",
		body: { metadata: { name: "w" }, spec: { size: 1 } },
	});
	assert.match(
		blind.body.message,
		/metadata.resourceVersion: Invalid value: 0x0: must be specified for an update/,
	);
	const typed = await api.call(`${widgets}/w`, {
		method: "PATCH",
		body: {},
		headers: { "content-type": "application/strategic-merge-patch+json" },
	});
	assert.equal(typed.code, 415);
	await api.call(
		"/apis/apiextensions.k8s.io/v1/customresourcedefinitions/widgets.example.com",
		{ method: "DELETE" },
	);
	assert.equal((await api.call(widgets)).code, 404);
	assert.equal((await api.call("/apis/example.com")).code, 404);
});
