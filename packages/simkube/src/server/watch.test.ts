import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { createApiClient } from "./api-client.fixture.ts";
import { startSimkube } from "./start-simkube.ts";

const configMaps = "/api/v1/namespaces/default/configmaps";

/** The recorded and the heard alike without what differs from run to run. */
function normalise(event: unknown): string {
	return JSON.stringify(event)
		.replaceAll(/[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}/g, "<uid>")
		.replaceAll(/\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ/g, "<time>")
		.replaceAll(/("resourceVersion":")\d+/g, "$1<rv>");
}

test("a watch sends, byte for byte but for chance, what a real server sent", async () => {
	const file = new URL("../../testdata/watch-sample.jsonl", import.meta.url);
	const recorded = readFileSync(file, "utf8")
		.trim()
		.split("\n")
		.map((line) => normalise(JSON.parse(line)))
		.filter((line) => line.includes("wsample") || line.includes("BOOKMARK"));
	await using simkube = await startSimkube();
	const api = createApiClient(simkube);
	await using watch = await api.watch(
		`${configMaps}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true&timeoutSeconds=2`,
	);
	await watch.next();
	await api.call(`${configMaps}?fieldManager=kubectl-create`, {
		method: "POST",
		body: { metadata: { name: "wsample" }, data: { a: "1" } },
	});
	await api.call(`${configMaps}/wsample?fieldManager=kubectl-label`, {
		method: "PATCH",
		body: { metadata: { labels: { x: "y" } } },
		headers: { "content-type": "application/merge-patch+json" },
	});
	await api.call(`${configMaps}/wsample`, { method: "DELETE" });
	const heard: string[] = [];
	for (;;) {
		const event = await watch.next();
		if (!event) break;
		heard.push(normalise(event).replaceAll('"default"', '"shop"'));
	}
	assert.deepEqual(heard, recorded);
});

describe("a watch", () => {
	test("from a version sends what came after it, in order", async () => {
		await using simkube = await startSimkube();
		const api = createApiClient(simkube);
		const from = simkube.objects.resourceVersion;
		await api.createConfigMap("a");
		await api.call(`${configMaps}/a`, {
			method: "PATCH",
			body: { data: { x: "1" } },
			headers: { "content-type": "application/merge-patch+json" },
		});
		await api.call(`${configMaps}/a`, { method: "DELETE" });
		await using watch = await api.watch(
			`${configMaps}?watch=1&resourceVersion=${from}`,
		);
		const events = [await watch.next(), await watch.next(), await watch.next()];
		assert.deepEqual(
			events.map((event) => event?.type),
			["ADDED", "MODIFIED", "DELETED"],
		);
		assert.equal(events[1]?.object.data?.x, "1");
		const versions = events.map((event) =>
			Number(event?.object.metadata.resourceVersion),
		);
		assert.deepEqual(
			versions,
			versions.toSorted((a, b) => a - b),
		);
	});

	test("from a forgotten version is told 410 in the stream", async () => {
		await using simkube = await startSimkube();
		const api = createApiClient(simkube);
		await api.createConfigMap("a");
		simkube.objects.compact();
		await using watch = await api.watch(
			`${configMaps}?watch=1&resourceVersion=1`,
		);
		const event = await watch.next();
		assert.equal(event?.type, "ERROR");
		assert.equal(event?.object.code, 410);
		assert.equal(event?.object.reason, "Expired");
		assert.match(
			event?.object.message,
			/^too old resource version: 1 \(\d+\)$/,
		);
		assert.equal(await watch.next(), undefined);
	});

	test("that asks for initial events is told where they end", async () => {
		await using simkube = await startSimkube();
		const api = createApiClient(simkube);
		await api.createConfigMap("a");
		await using watch = await api.watch(
			`${configMaps}?watch=1&sendInitialEvents=true&resourceVersionMatch=NotOlderThan&allowWatchBookmarks=true`,
		);
		const names = [await watch.next(), await watch.next()].map(
			(event) => event?.object.metadata.name,
		);
		assert.deepEqual(names, ["a", "kube-root-ca.crt"]);
		const mark = await watch.next();
		assert.equal(mark?.type, "BOOKMARK");
		assert.equal(
			mark?.object.metadata.annotations?.["k8s.io/initial-events-end"],
			"true",
		);
		await api.createConfigMap("b");
		assert.equal((await watch.next())?.object.metadata.name, "b");
	});

	test("ends at its time limit with a bookmark", async () => {
		await using simkube = await startSimkube();
		const api = createApiClient(simkube);
		const from = simkube.objects.resourceVersion;
		await using watch = await api.watch(
			`${configMaps}?watch=1&resourceVersion=${from}&allowWatchBookmarks=true&timeoutSeconds=1`,
		);
		const mark = await watch.next();
		assert.equal(mark?.type, "BOOKMARK");
		assert.equal(await watch.next(), undefined);
	});

	test("of a selection shows objects entering and leaving it", async () => {
		await using simkube = await startSimkube();
		const api = createApiClient(simkube);
		await api.createConfigMap("a");
		const from = simkube.objects.resourceVersion;
		await using watch = await api.watch(
			`${configMaps}?watch=1&resourceVersion=${from}&labelSelector=in%3Dyes`,
		);
		for (const label of ["yes", "yes", "no"]) {
			await api.call(`${configMaps}/a`, {
				method: "PATCH",
				body: {
					metadata: { labels: { in: label } },
					data: { at: String(Math.random()) },
				},
				headers: { "content-type": "application/merge-patch+json" },
			});
		}
		const types = [await watch.next(), await watch.next(), await watch.next()];
		assert.deepEqual(
			types.map((event) => event?.type),
			["ADDED", "MODIFIED", "DELETED"],
		);
		assert.equal(types[2]?.object.metadata.labels?.in, "yes");
	});

	test("with contradicting options is refused", async () => {
		await using simkube = await startSimkube();
		const api = createApiClient(simkube);
		const answer = await api.call(
			`${configMaps}?watch=1&sendInitialEvents=true`,
		);
		assert.equal(answer.code, 422);
		assert.match(
			answer.body.message,
			/sendInitialEvents requires setting resourceVersionMatch/,
		);
	});
});
