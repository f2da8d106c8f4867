import assert from "node:assert/strict";
import { test } from "node:test";
import { createApiClient } from "./api-client.fixture.ts";
import { startSimkube } from "./start-simkube.ts";

const merge = { "content-type": "application/merge-patch+json" };
const serverSide = { "content-type": "application/apply-patch+yaml" };

test("a namespace can be patched, replaced and applied like any object", async () => {
	await using simkube = await startSimkube();
	const api = createApiClient(simkube);
	const path = "/api/v1/namespaces/a";
	await api.call("/api/v1/namespaces", {
		method: "POST",
		body: { metadata: { name: "a" } },
	});
	const patched = await api.call(path, {
		method: "PATCH",
		headers: merge,
		body: { metadata: { labels: { team: "red" } } },
	});
	assert.equal(patched.code, 200, patched.text);
	assert.equal(patched.body.metadata.labels.team, "red");
	assert.equal(patched.body.metadata.namespace, undefined);
	patched.body.metadata.labels.team = "blue";
	const replaced = await api.call(path, { method: "PUT", body: patched.body });
	assert.equal(replaced.code, 200, replaced.text);
	const applied = await api.call(`${path}?fieldManager=ann`, {
		method: "PATCH",
		headers: serverSide,
		body: {
			apiVersion: "v1",
			kind: "Namespace",
			metadata: { name: "a", annotations: { note: "hello" } },
		},
	});
	assert.equal(applied.code, 200, applied.text);
	assert.deepEqual(
		[applied.body.metadata.labels.team, applied.body.metadata.annotations],
		["blue", { note: "hello" }],
	);
	const elsewhere = await api.call(path, {
		method: "PUT",
		body: {
			...applied.body,
			metadata: { ...applied.body.metadata, name: "b" },
		},
	});
	assert.equal(elsewhere.code, 400);
});

test("the namespaces that the system needs stay", async () => {
	await using simkube = await startSimkube();
	const api = createApiClient(simkube);
	for (const name of ["default", "kube-system", "kube-public"]) {
		const { code, body } = await api.call(`/api/v1/namespaces/${name}`, {
			method: "DELETE",
		});
		assert.equal(code, 403);
		assert.equal(
			body.message,
			`namespaces "${name}" is forbidden: this namespace may not be deleted`,
		);
	}
});

test("a refusal quotes a hostile name as Go does", async () => {
	await using simkube = await startSimkube();
	const api = createApiClient(simkube);
	const { body } = await api.call(
		`/api/v1/namespaces/default/pods/${encodeURIComponent('a"\n\u001b[31m\u202ex')}`,
	);
	assert.equal(body.message, 'pods "a\\"\\n\\x1b[31m\\u202ex" not found');
});

test("a LimitRange fills in what the containers of a pod leave open, and a quota counts it", async () => {
	await using simkube = await startSimkube();
	const api = createApiClient(simkube);
	const create = async (resource: string, body: object) => {
		const answer = await api.call(`/api/v1/namespaces/default/${resource}`, {
			method: "POST",
			body,
		});
		assert.equal(answer.code, 201, answer.text);
		return answer.body;
	};
	const range = await create("limitranges", {
		metadata: { name: "sizes" },
		spec: {
			limits: [
				{
					type: "Container",
					max: { cpu: "1" },
					default: { memory: "64Mi" },
					defaultRequest: { cpu: "100m" },
				},
			],
		},
	});
	assert.deepEqual(range.spec.limits[0].default, { memory: "64Mi", cpu: "1" });
	await create("resourcequotas", {
		metadata: { name: "all" },
		spec: {
			hard: {
				pods: "3",
				"requests.cpu": "1",
				"limits.memory": "1Gi",
				"count/limitranges": "2",
				"services.loadbalancers": "0",
			},
		},
	});
	const pod = (name: string, cpu?: string) => ({
		metadata: { name },
		spec: {
			containers: [
				{
					name: "main",
					image: "app:1",
					...(cpu ? { resources: { requests: { cpu } } } : {}),
				},
			],
		},
	});
	const made = await create("pods", pod("a"));
	assert.deepEqual(made.spec.containers[0].resources, {
		requests: { cpu: "100m", memory: "64Mi" },
		limits: { cpu: "1", memory: "64Mi" },
	});
	assert.equal(
		made.metadata.annotations["kubernetes.io/limit-ranger"],
		"LimitRanger plugin set: cpu, memory request for container main; cpu, memory limit for container main",
	);
	assert.equal(made.status.qosClass, "Burstable");
	await create("pods", pod("b", "250m"));
	simkube.objects.settle();
	const quota = await api.call("/api/v1/namespaces/default/resourcequotas/all");
	assert.deepEqual(quota.body.status.used, {
		pods: "2",
		"requests.cpu": "350m",
		"limits.memory": "128Mi",
		"count/limitranges": "1",
		"services.loadbalancers": "0",
	});
});

test("a pod cannot be moved to another node by a patch", async () => {
	await using simkube = await startSimkube();
	const api = createApiClient(simkube);
	await api.call("/api/v1/namespaces/default/pods", {
		method: "POST",
		body: {
			metadata: { name: "a" },
			spec: { containers: [{ name: "main", image: "app:1" }] },
		},
	});
	const moved = await api.call("/api/v1/namespaces/default/pods/a", {
		method: "PATCH",
		headers: merge,
		body: { spec: { nodeName: "node-9" } },
	});
	assert.equal(moved.code, 422);
	assert.match(moved.body.message, /pod updates may not change fields/);
});

test("a Job without labels of its own has those of its pods", async () => {
	await using simkube = await startSimkube();
	const api = createApiClient(simkube);
	const create = (name: string, labels?: object) =>
		api.call("/apis/batch/v1/namespaces/default/jobs", {
			method: "POST",
			body: {
				metadata: { name, ...(labels ? { labels } : {}) },
				spec: {
					template: {
						spec: {
							restartPolicy: "Never",
							containers: [{ name: "main", image: "app:1" }],
						},
					},
				},
			},
		});
	const { metadata } = (await create("a")).body;
	assert.deepEqual(metadata.labels, {
		"batch.kubernetes.io/controller-uid": metadata.uid,
		"batch.kubernetes.io/job-name": "a",
		"controller-uid": metadata.uid,
		"job-name": "a",
	});
	const own = (await create("b", { team: "red" })).body;
	assert.deepEqual(own.metadata.labels, { team: "red" });
});
