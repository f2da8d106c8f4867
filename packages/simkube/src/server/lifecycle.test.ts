import assert from "node:assert/strict";
import { describe, test } from "node:test";
import { createApiClient } from "./api-client.fixture.ts";
import { startSimkube } from "./start-simkube.ts";

const configMaps = "/api/v1/namespaces/default/configmaps";
const merge = { "content-type": "application/merge-patch+json" };

describe("a write", () => {
	test("made on an older version is refused in the real words", async () => {
		await using simkube = await startSimkube();
		const api = createApiClient(simkube);
		const made = (await api.createConfigMap("a")).body;
		const put = (data: object) =>
			api.call(`${configMaps}/a`, { method: "PUT", body: { ...made, data } });
		assert.equal((await put({ x: "1" })).code, 200);
		const late = await put({ x: "2" });
		assert.equal(late.code, 409);
		assert.equal(
			late.body.message,
			'Operation cannot be fulfilled on configmaps "a": the object has been modified; please apply your changes to the latest version and try again',
		);
	});

	test("that changes nothing makes no new version", async () => {
		await using simkube = await startSimkube();
		const api = createApiClient(simkube);
		const made = (await api.createConfigMap("a", { x: "1" })).body;
		const again = await api.call(`${configMaps}/a`, {
			method: "PATCH",
			body: { data: { x: "1" } },
			headers: merge,
		});
		assert.equal(
			again.body.metadata.resourceVersion,
			made.metadata.resourceVersion,
		);
	});

	test("that is a rehearsal leaves no trace", async () => {
		await using simkube = await startSimkube();
		const api = createApiClient(simkube);
		const before = simkube.objects.resourceVersion;
		const answer = await api.call(`${configMaps}?dryRun=All`, {
			method: "POST",
			body: { metadata: { name: "a" } },
		});
		assert.equal(answer.code, 201);
		assert.equal(simkube.objects.resourceVersion, before);
		const wrong = await api.call(`${configMaps}?dryRun=Some`, {
			method: "POST",
			body: { metadata: { name: "a" } },
		});
		assert.equal(wrong.code, 400);
	});

	test("over 3 MiB is refused and the connection told why", async () => {
		await using simkube = await startSimkube();
		const api = createApiClient(simkube);
		const answer = await api.createConfigMap("big", {
			x: "y".repeat(3 * 1024 * 1024),
		});
		assert.equal(answer.code, 413);
		assert.equal(answer.body.reason, "RequestEntityTooLarge");
	});

	test("with unknown fields is refused, warned of or trimmed, as asked", async () => {
		await using simkube = await startSimkube();
		const api = createApiClient(simkube);
		const post = (name: string, how: string) =>
			api.call(`${configMaps}?fieldValidation=${how}`, {
				method: "POST",
				body: { metadata: { name }, dta: {} },
			});
		const strict = await post("a", "Strict");
		assert.equal(strict.code, 400);
		assert.match(
			strict.body.message,
			/strict decoding error: unknown field "dta"/,
		);
		const warned = await post("b", "Warn");
		assert.equal(warned.code, 201);
		assert.equal(warned.headers.warning, '299 - "unknown field \\"dta\\""');
		const quiet = await post("c", "Ignore");
		assert.equal(quiet.headers.warning, undefined);
		assert.equal(quiet.body.dta, undefined);
	});

	test("of garbage is refused and never kept", async () => {
		await using simkube = await startSimkube();
		const api = createApiClient(simkube);
		const before = simkube.objects.resourceVersion;
		const bodies = [
			"",
			"null",
			"[]",
			'"x"',
			"{",
			'{"metadata":5}',
			'{"kind":"Secret","metadata":{"name":"x"}}',
			'{"apiVersion":"v9","metadata":{"name":"x"}}',
			Buffer.from([0x6b, 0x38, 0x73, 0x00, 0xff, 0xff, 0xff]),
			'{"metadata":{"name":"../x"}}',
			'{"metadata":{"name":"x","namespace":"other"}}',
			'{"metadata":{"name":"x"},"data":{"a":5}}',
			`{"metadata":{"name":"x"},"__proto__":{"polluted":1},"data":${"[".repeat(5000)}${"]".repeat(5000)}}`,
		];
		for (const body of bodies) {
			for (const type of [
				"application/json",
				"application/yaml",
				"application/vnd.kubernetes.protobuf",
			]) {
				const answer = await api.call(configMaps, {
					method: "POST",
					body,
					headers: { "content-type": type },
				});
				assert.ok(
					answer.code >= 400 && answer.code < 500,
					`${answer.code} for ${type} ${String(body).slice(0, 50)}: ${answer.text.slice(0, 200)}`,
				);
			}
		}
		assert.equal(simkube.objects.resourceVersion, before);
		assert.equal(({} as { polluted?: number }).polluted, undefined);
	});
});

describe("an end", () => {
	test("waits for finalizers", async () => {
		await using simkube = await startSimkube();
		const api = createApiClient(simkube);
		await api.call(configMaps, {
			method: "POST",
			body: { metadata: { name: "a", finalizers: ["example.com/hold"] } },
		});
		const ending = await api.call(`${configMaps}/a`, { method: "DELETE" });
		assert.ok(ending.body.metadata.deletionTimestamp);
		await api.call(`${configMaps}/a`, {
			method: "PATCH",
			body: { metadata: { finalizers: null } },
			headers: merge,
		});
		assert.equal((await api.call(`${configMaps}/a`)).code, 404);
	});

	test("in the foreground waits for what is owned, in the background does not, and orphans are let go", async () => {
		await using simkube = await startSimkube();
		const api = createApiClient(simkube);
		const owners: Record<string, string> = {};
		for (const name of ["front", "back", "apart"]) {
			const owner = (await api.createConfigMap(name)).body;
			owners[name] = owner.metadata.uid;
			await api.call(configMaps, {
				method: "POST",
				body: {
					metadata: {
						name: `${name}-owned`,
						finalizers: name === "front" ? ["example.com/hold"] : [],
						ownerReferences: [
							{
								apiVersion: "v1",
								kind: "ConfigMap",
								name,
								uid: owner.metadata.uid,
								blockOwnerDeletion: true,
							},
						],
					},
				},
			});
		}
		const remove = (name: string, propagationPolicy: string) =>
			api.call(`${configMaps}/${name}`, {
				method: "DELETE",
				body: { kind: "DeleteOptions", apiVersion: "v1", propagationPolicy },
			});
		await remove("front", "Foreground");
		await remove("back", "Background");
		await remove("apart", "Orphan");
		simkube.objects.settle();
		const get = (name: string) =>
			simkube.objects.get("v1", "ConfigMap", name, "default");
		assert.ok(get("front")?.metadata.deletionTimestamp, "still held");
		assert.ok(get("front-owned")?.metadata.deletionTimestamp);
		assert.equal(get("back"), undefined);
		assert.equal(get("back-owned"), undefined);
		assert.equal(get("apart"), undefined);
		assert.deepEqual(get("apart-owned")?.metadata.ownerReferences ?? [], []);
		await api.call(`${configMaps}/front-owned`, {
			method: "PATCH",
			body: { metadata: { finalizers: null } },
			headers: merge,
		});
		simkube.objects.settle();
		assert.equal(get("front"), undefined);
	});

	test("of a namespace takes all that is in it, and nothing new gets in", async () => {
		await using simkube = await startSimkube();
		const api = createApiClient(simkube);
		await api.call("/api/v1/namespaces", {
			method: "POST",
			body: { metadata: { name: "gone" } },
		});
		const inside = "/api/v1/namespaces/gone/configmaps";
		await api.call(inside, {
			method: "POST",
			body: { metadata: { name: "a", finalizers: ["example.com/hold"] } },
		});
		const ending = await api.call("/api/v1/namespaces/gone", {
			method: "DELETE",
		});
		assert.equal(ending.body.status.phase, "Terminating");
		const late = await api.call(inside, {
			method: "POST",
			body: { metadata: { name: "b" } },
		});
		assert.equal(late.code, 403);
		assert.equal(
			late.body.message,
			'configmaps "b" is forbidden: unable to create new content in namespace gone because it is being terminated',
		);
		simkube.objects.settle();
		assert.equal((await api.call("/api/v1/namespaces/gone")).code, 200);
		await api.call(`${inside}/a`, {
			method: "PATCH",
			body: { metadata: { finalizers: [] } },
			headers: merge,
		});
		simkube.objects.settle();
		assert.equal((await api.call("/api/v1/namespaces/gone")).code, 404);
	});

	test("asked for on another uid is refused", async () => {
		await using simkube = await startSimkube();
		const api = createApiClient(simkube);
		await api.createConfigMap("a");
		const answer = await api.call(`${configMaps}/a`, {
			method: "DELETE",
			body: { preconditions: { uid: "other" } },
		});
		assert.equal(answer.code, 409);
		assert.match(
			answer.body.message,
			/the UID in the precondition \(other\) does not match/,
		);
	});
});

test("a state saved at stop is there again at start, and old versions answer 410", async (t) => {
	const { mkdtempSync, rmSync } = await import("node:fs");
	const { tmpdir } = await import("node:os");
	const { join } = await import("node:path");
	const folder = mkdtempSync(join(tmpdir(), "simkube-state-"));
	t.after(() => rmSync(folder, { recursive: true }));
	const dataFile = join(folder, "state.json");
	const first = await startSimkube({ dataFile });
	const api = createApiClient(first);
	const made = (await api.createConfigMap("kept", { x: "1" })).body;
	const { adminToken } = first;
	const total = first.objects.count();
	await first.stop();
	await using second = await startSimkube({ dataFile });
	assert.equal(second.adminToken, adminToken);
	assert.equal(second.objects.count(), total);
	const again = createApiClient(second);
	assert.deepEqual((await again.call(`${configMaps}/kept`)).body, made);
	await using watch = await again.watch(
		`${configMaps}?watch=1&resourceVersion=1`,
	);
	assert.equal((await watch.next())?.object.code, 410);
});

test("an eviction is refused while a budget needs the Pod, and a rehearsed one evicts nobody", async () => {
	await using simkube = await startSimkube();
	const { objects } = simkube;
	const api = createApiClient(simkube);
	const labels = { app: "web" };
	objects.apply({
		apiVersion: "v1",
		kind: "Pod",
		metadata: { name: "one", namespace: "default", labels },
		spec: { containers: [{ name: "main", image: "web:1" }] },
	});
	objects.settle();
	const evict = (deleteOptions: object) =>
		api.call("/api/v1/namespaces/default/pods/one/eviction", {
			method: "POST",
			body: { metadata: { name: "one" }, deleteOptions },
		});
	assert.equal((await evict({ dryRun: ["All"] })).code, 201);
	assert.ok(objects.get("v1", "Pod", "one", "default"));
	objects.apply({
		apiVersion: "policy/v1",
		kind: "PodDisruptionBudget",
		metadata: { name: "web", namespace: "default" },
		spec: { minAvailable: 1, selector: { matchLabels: labels } },
	});
	const refused = await evict({});
	assert.equal(refused.code, 429);
	assert.equal(
		refused.body.message,
		"Cannot evict pod as it would violate the pod's disruption budget.",
	);
	objects.remove("policy/v1", "PodDisruptionBudget", "web", "default");
	assert.equal((await evict({})).code, 201);
	objects.settle();
	assert.equal(objects.get("v1", "Pod", "one", "default"), undefined);
});
