import assert from "node:assert/strict";
import { test } from "node:test";
import fc from "fast-check";
import { createApiClient } from "./api-client.fixture.ts";
import { startSimkube } from "./start-simkube.ts";

const collections = [
	"/api/v1/namespaces/default/pods",
	"/api/v1/namespaces/default/services",
	"/api/v1/namespaces/default/secrets",
	"/api/v1/namespaces",
	"/apis/apps/v1/namespaces/default/deployments",
	"/apis/batch/v1/namespaces/default/jobs",
	"/apis/rbac.authorization.k8s.io/v1/clusterrolebindings",
	"/apis/apiextensions.k8s.io/v1/customresourcedefinitions",
	"/apis/authorization.k8s.io/v1/subjectaccessreviews",
	"/apis/authentication.k8s.io/v1/tokenreviews",
	"/api/v1/namespaces/default/serviceaccounts/default/token",
	"/apis/example.com/v1/namespaces/default/things",
];

const thing = {
	apiVersion: "apiextensions.k8s.io/v1",
	kind: "CustomResourceDefinition",
	metadata: { name: "things.example.com" },
	spec: {
		group: "example.com",
		scope: "Namespaced",
		names: { plural: "things", kind: "Thing" },
		versions: [
			{
				name: "v1",
				served: true,
				storage: true,
				schema: {
					openAPIV3Schema: {
						type: "object",
						"x-kubernetes-preserve-unknown-fields": true,
					},
				},
			},
		],
	},
};

const names = fc.constantFrom(
	..."metadata name labels annotations finalizers ownerReferences generateName spec template containers selector matchLabels rules subjects roleRef versions names schema ports status resourceAttributes token data type".split(
		" ",
	),
);
const { body } = fc.letrec((tie) => ({
	leaf: fc.constantFrom<unknown>(null, 0, -1, true, "", "x", "A/b", [], {}),
	list: fc.array(tie("value"), { maxLength: 3 }),
	map: fc.dictionary(names, tie("value"), { maxKeys: 5 }),
	value: fc.oneof({ depthSize: "small" }, tie("leaf"), tie("list"), tie("map")),
	body: fc.dictionary(names, tie("value"), { minKeys: 1, maxKeys: 6 }),
}));

test("no body, however odd, is the server's own fault", async () => {
	const errors: unknown[] = [];
	await using simkube = await startSimkube({
		onError: (error) => errors.push(error),
	});
	simkube.objects.apply(thing);
	const api = createApiClient(simkube);
	const oddities = fc.sample(fc.tuple(fc.constantFrom(...collections), body), {
		numRuns: 250,
		seed: 3,
	});
	for (const [path, odd] of oddities) {
		const posted = await api.call(path, { method: "POST", body: odd });
		assert.ok(
			posted.code < 500,
			`${path} ${JSON.stringify(odd)}: ${posted.text}`,
		);
	}
	simkube.objects.settle();
	assert.deepEqual(errors, []);
});

test("no patch, however odd, is the server's own fault", async () => {
	const errors: unknown[] = [];
	await using simkube = await startSimkube({
		onError: (error) => errors.push(error),
	});
	simkube.objects.apply(thing);
	simkube.objects.apply({
		apiVersion: "apps/v1",
		kind: "Deployment",
		metadata: { name: "web", namespace: "default" },
		spec: {
			selector: { matchLabels: { app: "web" } },
			template: {
				metadata: { labels: { app: "web" } },
				spec: { containers: [{ name: "main", image: "web:1" }] },
			},
		},
	});
	simkube.objects.apply({
		apiVersion: "example.com/v1",
		kind: "Thing",
		metadata: { name: "web", namespace: "default" },
	});
	const api = createApiClient(simkube);
	const oddities = fc.sample(
		fc.tuple(
			fc.constantFrom(
				"/apis/apps/v1/namespaces/default/deployments/web",
				"/apis/apps/v1/namespaces/default/deployments/web/scale",
				"/apis/apps/v1/namespaces/default/deployments/web/status",
				"/apis/example.com/v1/namespaces/default/things/web",
			),
			fc.constantFrom(
				"application/merge-patch+json",
				"application/strategic-merge-patch+json",
				"application/json-patch+json",
				"application/apply-patch+yaml",
			),
			body,
		),
		{ numRuns: 250, seed: 5 },
	);
	for (const [path, type, odd] of oddities) {
		const isApply = type.includes("apply");
		const isThing = path.includes("things");
		const identity = isThing
			? { apiVersion: "example.com/v1", kind: "Thing" }
			: { apiVersion: "apps/v1", kind: "Deployment" };
		const answer = await api.call(`${path}?fieldManager=odd&force=true`, {
			method: "PATCH",
			body: isApply ? { ...identity, ...odd } : odd,
			headers: { "content-type": type },
		});
		assert.ok(
			answer.code < 500,
			`${path} ${type} ${JSON.stringify(odd)}: ${answer.text}`,
		);
	}
	simkube.objects.settle();
	assert.deepEqual(errors, []);
});
