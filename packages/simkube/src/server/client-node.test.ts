import assert from "node:assert/strict";
import { test } from "node:test";
import {
	CoreV1Api,
	CustomObjectsApi,
	KubeConfig,
	type KubernetesObject,
	KubernetesObjectApi,
	Watch,
} from "@kubernetes/client-node";
import { startSimkube } from "./start-simkube.ts";

test("the official client library lists, watches and applies", async () => {
	await using simkube = await startSimkube();
	const config = new KubeConfig();
	config.loadFromString(simkube.kubeconfig());
	const core = config.makeApiClient(CoreV1Api);
	const namespaces = await core.listNamespace();
	assert.ok(namespaces.items.some((each) => each.metadata?.name === "default"));
	const heard: string[] = [];
	const watching = await new Watch(config).watch(
		"/api/v1/namespaces/default/configmaps",
		{ resourceVersion: namespaces.metadata?.resourceVersion ?? "" },
		(phase, object) => heard.push(`${phase} ${object.metadata.name}`),
		() => {},
	);
	const objects = KubernetesObjectApi.makeApiClient(config);
	const made: KubernetesObject = await objects.create({
		apiVersion: "v1",
		kind: "ConfigMap",
		metadata: { name: "made", namespace: "default" },
	});
	assert.ok(made.metadata?.uid);
	await core.deleteNamespacedConfigMap({ name: "made", namespace: "default" });
	while (heard.length < 2) await new Promise(setImmediate);
	assert.deepEqual(heard, ["ADDED made", "DELETED made"]);
	watching.abort();
	const custom = config.makeApiClient(CustomObjectsApi);
	await assert.rejects(
		custom.listClusterCustomObject({
			group: "nope.example.com",
			version: "v1",
			plural: "things",
		}),
		/404/,
	);
});
