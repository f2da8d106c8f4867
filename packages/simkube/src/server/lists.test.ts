import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createApiClient } from "./api-client.fixture.ts";
import { startSimkube } from "./start-simkube.ts";

const configMaps = "/api/v1/namespaces/default/configmaps";

describe("a list in pages", () => {
	test("shows one version from first page to last, whatever happens meanwhile", async () => {
		await using simkube = await startSimkube();
		const api = createApiClient(simkube);
		for (const name of ["a", "b", "c"]) await api.createConfigMap(name);
		const first = await api.call(`${configMaps}?limit=2`);
		assert.equal(first.body.metadata.remainingItemCount, 2);
		await api.createConfigMap("bb");
		await api.call(`${configMaps}/c`, { method: "DELETE" });
		const second = await api.call(
			`${configMaps}?limit=2&continue=${first.body.metadata.continue}`,
		);
		const names = [...first.body.items, ...second.body.items].map(
			(item) => item.metadata.name,
		);
		assert.deepEqual(names, ["a", "b", "c", "kube-root-ca.crt"]);
		assert.equal(
			second.body.metadata.resourceVersion,
			first.body.metadata.resourceVersion,
		);
		assert.equal(second.body.metadata.continue, undefined);
	});

	test("answers 410 with a way on when the version of its first page is forgotten", async () => {
		await using simkube = await startSimkube();
		const api = createApiClient(simkube);
		for (const name of ["a", "b"]) await api.createConfigMap(name);
		const first = await api.call(`${configMaps}?limit=1`);
		await api.createConfigMap("c");
		simkube.objects.compact();
		const late = await api.call(
			`${configMaps}?limit=1&continue=${first.body.metadata.continue}`,
		);
		assert.equal(late.code, 410);
		assert.equal(late.body.reason, "Expired");
		const rest = await api.call(
			`${configMaps}?continue=${late.body.metadata.continue}`,
		);
		assert.deepEqual(
			rest.body.items.map(
				(item: { metadata: { name: string } }) => item.metadata.name,
			),
			["b", "c", "kube-root-ca.crt"],
		);
	});

	test("of a version that has not come yet is a timeout with the current one", async () => {
		await using simkube = await startSimkube();
		const api = createApiClient(simkube);
		const answer = await api.call(`${configMaps}?resourceVersion=999999`);
		assert.equal(answer.code, 504);
		assert.match(
			answer.body.message,
			/^Too large resource version: 999999, current: \d+$/,
		);
	});
});

test("a past list can be had exactly as it was", async () => {
	await using simkube = await startSimkube();
	const api = createApiClient(simkube);
	await api.createConfigMap("a");
	const past = simkube.objects.resourceVersion;
	await api.call(`${configMaps}/a`, { method: "DELETE" });
	const answer = await api.call(
		`${configMaps}?resourceVersion=${past}&resourceVersionMatch=Exact`,
	);
	assert.equal(answer.body.items[0].metadata.name, "a");
	assert.equal(answer.body.metadata.resourceVersion, String(past));
});

test("metadata alone and tables are served to who asks for them", async () => {
	await using simkube = await startSimkube();
	const api = createApiClient(simkube);
	await api.createConfigMap("a", { big: "x".repeat(1000) });
	const partial = await api.call(configMaps, {
		headers: {
			accept:
				"application/json;as=PartialObjectMetadataList;g=meta.k8s.io;v=v1",
		},
	});
	assert.equal(partial.body.kind, "PartialObjectMetadataList");
	assert.equal(partial.body.items[0].data, undefined);
	const table = await api.call(`${configMaps}?includeObject=None`, {
		headers: { accept: "application/json;as=Table;g=meta.k8s.io;v=v1" },
	});
	assert.deepEqual(table.body.rows[0].cells.slice(0, 2), ["a", 1]);
	const nothing = await api.call(configMaps, {
		headers: { accept: "image/png" },
	});
	assert.equal(nothing.code, 406);
});

test("a list of five thousand generated Pods comes whole", async () => {
	const { generateCluster } = await import("../generate/index.ts");
	await using simkube = await startSimkube({ nodes: 0 });
	const api = createApiClient(simkube);
	simkube.objects.put(
		generateCluster({ seed: 1, pods: 5000, nowMs: Date.parse("2026-01-01") }),
	);
	const total = simkube.objects.list("v1", "Pod").length;
	const answer = await api.call("/api/v1/pods");
	assert.equal(answer.body.items.length, total);
	assert.ok(total >= 5000);
});
